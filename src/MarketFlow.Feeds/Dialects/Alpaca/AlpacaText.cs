namespace MarketFlow.Feeds;

/// <summary>What both encodings have in common: bounds of texts, and the words for what is wrong with one.</summary>
internal static class AlpacaText
{
    /// <summary>Longest text that is kept for a person to read, in bytes.</summary>
    public const int MaxLength = 200;

    /// <summary>Longest symbol and longest code, in bytes.</summary>
    public const int MaxCodeLength = 64;

    public const string Code = "a text of at most 64 bytes, or null";
    public const string List = "a list of texts of at most 64 bytes";
    public const string Time = "an RFC 3339 time, or a timestamp extension in MessagePack, of the years 1678 to 2261";

    /// <summary>True for the status codes with which trading stops: 2 on tapes A and B, H and P on tape C.</summary>
    public static bool StopsTrading(string? statusCode) => statusCode is "2" or "H" or "P";
}
