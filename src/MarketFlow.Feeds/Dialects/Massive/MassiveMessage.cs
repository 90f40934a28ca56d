using System.Text;
using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>Reads the two texts that matter of a message that is no market data.</summary>
internal static class MassiveMessage
{
    private const int ExcerptLength = 40;

    /// <param name="utf8">The message.</param>
    /// <param name="firstName">Name of one field.</param>
    /// <param name="secondName">Name of the other.</param>
    /// <param name="first">Its text; null where it is absent or no text.</param>
    /// <param name="second">The same of the other.</param>
    /// <returns>False where the message is not one object of JSON in UTF-8.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> firstName, ReadOnlySpan<byte> secondName, out string? first, out string? second)
    {
        (first, second) = (null, null);
        var scanner = new Utf8Scanner(utf8);
        if (!Utf8.IsValid(utf8) || !scanner.TryTake((byte)'{'))
        {
            return false;
        }

        if (!scanner.TryTake((byte)'}'))
        {
            do
            {
                var (name, value) = (default(JsonValue), default(JsonValue));
                if (!scanner.TryReadName(ref name) || !scanner.TryReadValue(1, ref value))
                {
                    return false;
                }

                if (Is(utf8, name, firstName))
                {
                    first = TextOf(utf8, value);
                }
                else if (Is(utf8, name, secondName))
                {
                    second = TextOf(utf8, value);
                }
            }
            while (scanner.TryTake((byte)','));

            if (!scanner.TryTake((byte)'}'))
            {
                return false;
            }
        }

        return scanner.TryEnd();
    }

    /// <summary>What somebody else wrote, short enough for a message of ours.</summary>
    public static string Shown(string? text) =>
        text is null ? "missing or no text" : text.Length <= ExcerptLength ? $"\"{text}\"" : $"\"{text[..ExcerptLength]}…\"";

    private static bool Is(ReadOnlySpan<byte> utf8, JsonValue name, ReadOnlySpan<byte> expected) =>
        name.IsEscaped
            ? TextOf(utf8, name) is { } text && text == Encoding.UTF8.GetString(expected)
            : utf8.Slice(name.Start, name.Length).SequenceEqual(expected);

    private static string? TextOf(ReadOnlySpan<byte> utf8, JsonValue value)
    {
        if (value.Kind != JsonKind.Text)
        {
            return null;
        }

        var text = utf8.Slice(value.Start, value.Length);
        if (!value.IsEscaped)
        {
            return Encoding.UTF8.GetString(text);
        }

        var unescaped = new byte[text.Length];
        return JsonEscapes.TryUnescape(text, unescaped, out var length) ? Encoding.UTF8.GetString(unescaped, 0, length) : null;
    }
}
