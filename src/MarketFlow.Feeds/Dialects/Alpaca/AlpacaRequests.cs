namespace MarketFlow.Feeds;

/// <summary>Reads a client's message, in either encoding.</summary>
internal static class AlpacaRequests
{
    // Clients choose these names, so nothing of them is remembered.
    private static readonly SymbolTable _uninterned = new(capacity: 0);

    private const int MostUnknownLists = 8; // for a person to read; a client may send thousands

    public static AlpacaRequest Read<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? wrong = null, action = null;
        for (var ahead = fields; ahead.NextField();)
        {
            if (ahead.NameIs("action"u8))
            {
                action = ahead.TakeCode(_uninterned, ref wrong);
            }
            else
            {
                ahead.Skip();
            }
        }

        return action switch
        {
            "auth" => ReadAuth(fields),
            "subscribe" => TryReadTopics(fields, out var topics, out var unknown)
                ? new AlpacaRequest.Subscribe(topics) { UnknownLists = unknown }
                : new AlpacaRequest.Refused(AlpacaError.InvalidSyntax),
            "unsubscribe" => TryReadTopics(fields, out var topics, out var unknown)
                ? new AlpacaRequest.Unsubscribe(topics) { UnknownLists = unknown }
                : new AlpacaRequest.Refused(AlpacaError.InvalidSyntax),
            _ => new AlpacaRequest.Refused(AlpacaError.InvalidSyntax),
        };
    }

    private static AlpacaRequest ReadAuth<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? key = null, secret = null;
        while (fields.NextField())
        {
            if (fields.NameIs("key"u8))
            {
                key = fields.TakeText(int.MaxValue);
            }
            else if (fields.NameIs("secret"u8))
            {
                secret = fields.TakeText(int.MaxValue);
            }
            else
            {
                fields.Skip();
            }
        }

        return key is null || secret is null ? new AlpacaRequest.Refused(AlpacaError.InvalidSyntax) : new AlpacaRequest.Authenticate(key, secret);
    }

    private static bool TryReadTopics<TFields>(TFields fields, out AlpacaTopics topics, out IReadOnlyList<string> unknown)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        var lists = new IReadOnlyList<string>[AlpacaTopics.AllListNames.Count];
        Array.Fill(lists, []);
        List<string>? unknownLists = null;
        var isValid = true;
        while (fields.NextField())
        {
            var list = IndexOfName(fields, AlpacaTopics.AllListNames);
            if (list >= 0)
            {
                string? wrong = null;
                lists[list] = fields.TakeList(_uninterned, ref wrong) ?? [];
                isValid &= wrong is null && !lists[list].Contains(string.Empty);
            }
            else if (fields.NameIs("action"u8) || IndexOfName(fields, AlpacaTopics.FollowingTrades) >= 0)
            {
                fields.Skip();
            }
            else
            {
                var name = fields.ShownName();
                if (IsListOfMore(ref fields) && unknownLists is not { Count: MostUnknownLists })
                {
                    (unknownLists ??= []).Add(name);
                }
            }
        }

        topics = AlpacaTopics.Of(lists);
        unknown = unknownLists ?? (IReadOnlyList<string>)[];
        return isValid;
    }

    /// <summary>Reads over a field that is not known; true where it is a list with something in it.</summary>
    private static bool IsListOfMore<TFields>(ref TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? wrong = null;
        return fields.TakeList(_uninterned, ref wrong) is { Count: > 0 };
    }

    private static int IndexOfName<TFields>(TFields fields, IReadOnlyList<byte[]> names)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (fields.NameIs(names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
