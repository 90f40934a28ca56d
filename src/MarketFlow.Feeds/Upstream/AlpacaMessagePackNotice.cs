using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Reads notices of Alpaca's in MessagePack.</summary>
internal static class AlpacaMessagePackNotice
{
    /// <summary>Reads a frame of notices.</summary>
    /// <param name="frame">A frame in MessagePack.</param>
    /// <param name="notices">What it says.</param>
    /// <returns>False where it is anything else. Of data no more than the first map's type is read.</returns>
    public static bool TryReadAll(ReadOnlySpan<byte> frame, out IReadOnlyList<AlpacaNotice> notices)
    {
        notices = [];
        var reader = new MessagePackReader(frame);
        var count = 1;
        if ((reader.Kind == MessagePackKind.Array && !reader.TryReadArrayHeader(out count)) || !BeginsWithNotice(reader))
        {
            return false;
        }

        List<AlpacaNotice> read = [];
        for (var i = 0; i < count; i++)
        {
            if (!TryRead(ref reader, out var notice))
            {
                return false; // the decoder makes the fault of it
            }

            read.Add(notice);
        }

        notices = read;
        return reader.IsAtEnd;
    }

    private static bool BeginsWithNotice(MessagePackReader reader)
    {
        if (!reader.TryReadMapHeader(out var fields))
        {
            return false;
        }

        for (var i = 0; i < fields; i++)
        {
            if (!reader.TryReadText(out var name))
            {
                return false;
            }

            if (name.SequenceEqual("T"u8))
            {
                return reader.TryReadText(out var type) && type.Length > 1;
            }

            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static bool TryRead(ref MessagePackReader reader, out AlpacaNotice notice)
    {
        notice = new(string.Empty, 0, string.Empty);
        if (!reader.TryReadMapHeader(out var fields))
        {
            return false;
        }

        Dictionary<string, HashSet<string>> lists = new(StringComparer.Ordinal);
        for (var i = 0; i < fields; i++)
        {
            if (!reader.TryReadText(out var key))
            {
                return false;
            }

            var name = Encoding.UTF8.GetString(key);
            if (reader.TryReadText(out var text))
            {
                notice = name switch
                {
                    "T" => notice with { Type = Encoding.UTF8.GetString(text) },
                    "msg" => notice with { Message = Encoding.UTF8.GetString(text) },
                    _ => notice,
                };
            }
            else if (reader.TryReadInteger(out long number))
            {
                notice = name == "code" && number is > 0 and <= int.MaxValue ? notice with { Code = (int)number } : notice;
            }
            else if (reader.Kind == MessagePackKind.Array ? !TryReadList(ref reader, lists, name) : !reader.TrySkip())
            {
                return false;
            }
        }

        notice = notice.Type == "subscription" ? notice with { Lists = lists } : notice;
        return true;
    }

    private static bool TryReadList(ref MessagePackReader reader, Dictionary<string, HashSet<string>> lists, string name)
    {
        reader.TryReadArrayHeader(out var count);
        var symbols = lists[name] = new(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (reader.TryReadText(out var symbol))
            {
                symbols.Add(Encoding.UTF8.GetString(symbol));
            }
            else if (!reader.TrySkip())
            {
                return false;
            }
        }

        return true;
    }
}
