using System.Globalization;
using System.Net;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>A server that answered a WebSocket handshake with another status than 101. The message carries its answer.</summary>
internal sealed class HandshakeRefusedException : IOException
{
    private const int LongestBody = 1_024;
    private const int LongestText = 200;
    private readonly IReadOnlyDictionary<string, string> _limits;

    /// <summary>Describes an answer.</summary>
    /// <param name="status">The status.</param>
    /// <param name="reason">The reason phrase; empty where there is none.</param>
    /// <param name="body">The beginning of the body.</param>
    /// <param name="headers">The headers that matter: <c>Location</c>, <c>Retry-After</c> and the vendors' rate limits, by lower-case name.</param>
    public HandshakeRefusedException(HttpStatusCode status, string reason, string body, IReadOnlyDictionary<string, string> headers)
        : base(MessageOf(status, reason, body, headers)) => (Status, _limits) = (status, headers);

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>True where the server does not accept the key, which an early retry does not change.</summary>
    public bool IsOfKey => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>True where the server says that there were too many requests.</summary>
    public bool IsOfRate => Status == HttpStatusCode.TooManyRequests;

    /// <summary>Reads an answer, at most 1,024 bytes of its body, and only until the attempt is cancelled.</summary>
    public static async Task<HandshakeRefusedException> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var headers = answer.Headers.NonValidated
            .Where(header => header.Key.ToLowerInvariant() is "location" or "retry-after" or "x-ratelimit-reset" or "ratelimit-reset")
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
        var body = new byte[LongestBody];
        var length = 0;
        try
        {
            // An encoded body (gzip, say) is not text.
            var stream = answer.Content.Headers.ContentEncoding.Count > 0 ? Stream.Null : await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            for (var read = 1; read > 0 && length < body.Length; length += read)
            {
                read = await stream.ReadAsync(body.AsMemory(length), cancel).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // what arrived of the body is enough: the status is known
        }

        return new(answer.StatusCode, answer.ReasonPhrase ?? string.Empty, Encoding.UTF8.GetString(body, 0, length), headers);
    }

    /// <summary>How long the server asks to wait.</summary>
    /// <param name="now">The current time, against which a date is counted.</param>
    /// <returns>
    /// From <c>Retry-After</c> (seconds or an HTTP date); on 429 otherwise from <c>X-RateLimit-Reset</c> or <c>RateLimit-Reset</c> (seconds, or seconds since
    /// 1970). Null where neither can be read. Never negative.
    /// </returns>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        if (_limits.TryGetValue("retry-after", out var after))
        {
            return Seconds(after, now)
                ?? (DateTimeOffset.TryParseExact(after, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? NotNegative(date - now) : null);
        }

        return IsOfRate && (_limits.TryGetValue("x-ratelimit-reset", out var reset) || _limits.TryGetValue("ratelimit-reset", out reset)) ? Seconds(reset, now) : null;
    }

    private static TimeSpan? Seconds(string text, DateTimeOffset now)
    {
        const double FirstInstant = 100_000_000; // seconds since 1970; no server asks for a wait of three years
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds))
        {
            return null;
        }

        var wait = seconds < FirstInstant ? seconds : seconds - (now.ToUnixTimeMilliseconds() / 1_000d);
        return NotNegative(TimeSpan.FromSeconds(Math.Min(wait, TimeSpan.FromDays(365).TotalSeconds)));
    }

    private static TimeSpan NotNegative(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static string MessageOf(HttpStatusCode status, string reason, string body, IReadOnlyDictionary<string, string> headers)
    {
        var message = new StringBuilder(FormattableString.Invariant($"The server answered {(int)status}"));
        if (Printable(reason) is { Length: > 0 } phrase)
        {
            message.Append(' ').Append(phrase);
        }

        if (Printable(body) is { Length: > 0 } text)
        {
            message.Append(": \"").Append(text).Append('"');
        }

        message.Append('.');
        if (headers.TryGetValue("location", out var location))
        {
            message.Append(" It points to ").Append(Printable(WithoutQuery(location))).Append("; redirects are not followed.");
        }

        if (headers.TryGetValue("retry-after", out var after))
        {
            message.Append(" Retry-After: ").Append(Printable(after)).Append('.');
        }

        return message.ToString();
    }

    // A query may carry a key.
    private static string WithoutQuery(string location) => location.Split('?', '#')[0];

    // One line, without control characters, so that it is safe in logs and pages.
    private static string Printable(string text)
    {
        StringBuilder line = new();
        var isSpaceDue = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                isSpaceDue = line.Length > 0;
                continue;
            }

            if (line.Length >= LongestText)
            {
                return line.Append('…').ToString();
            }

            line.Append(isSpaceDue ? " " : string.Empty).Append(rune);
            isSpaceDue = false;
        }

        return line.ToString();
    }
}
