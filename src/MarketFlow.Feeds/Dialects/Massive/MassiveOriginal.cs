namespace MarketFlow.Feeds;

/// <summary>Reads the channel of one element of Massive's without decoding it.</summary>
internal static class MassiveOriginal
{
    /// <summary>The value of <c>ev</c>. Allocates nothing.</summary>
    /// <param name="element">One element: a JSON object.</param>
    /// <returns>Empty where it has none, or one with escapes in it.</returns>
    public static ReadOnlySpan<byte> ChannelOf(ReadOnlySpan<byte> element)
    {
        while (element.IndexOf("\"ev\""u8) is var at and >= 0)
        {
            element = element[(at + 4)..].TrimStart(" \t\r\n"u8);
            if (element.StartsWith(":"u8)) // else it is a value
            {
                element = element[1..].TrimStart(" \t\r\n"u8);
                var text = element.StartsWith("\""u8) ? element[1..] : default;
                return text.IndexOf((byte)'"') is var end and > 0 && !text[..end].Contains((byte)'\\') ? text[..end] : default;
            }
        }

        return default;
    }
}
