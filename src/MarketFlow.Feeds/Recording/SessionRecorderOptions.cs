using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>How a session is recorded.</summary>
public sealed record SessionRecorderOptions
{
    /// <summary>The length of the file at which the recording stops, in bytes.</summary>
    /// <value>At least 1 KiB; 1 GiB by default. The disk is somebody else's too.</value>
    public long MaxBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Most bytes of frames that wait to be written. What does not fit is lost to the recording, counted, and told in it.</summary>
    /// <value>At least 1 KiB; 64 MiB by default: some seconds of a market's open, should the disk pause.</value>
    public int MaxWaitingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often what was received is made safe: written, and flushed to the disk itself.</summary>
    /// <value>1 ms to 1 minute; 500 ms by default. What is younger is lost when the process is killed.</value>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Addresses that are noted when a connection of a feed first speaks, by the feed's name.</summary>
    /// <value>None by default. Keys are no part of an address.</value>
    public IReadOnlyDictionary<string, Uri> Addresses { get; init; } = new Dictionary<string, Uri>();

    internal static void ThrowIfInvalid(SessionRecorderOptions options)
    {
        Require(options.MaxBytes >= 1024, nameof(MaxBytes), options.MaxBytes, "at least 1024");
        Require(options.MaxWaitingBytes >= 1024, nameof(MaxWaitingBytes), options.MaxWaitingBytes, "at least 1024");
        Require(
            options.FlushInterval >= TimeSpan.FromMilliseconds(1) && options.FlushInterval <= TimeSpan.FromMinutes(1),
            nameof(FlushInterval), options.FlushInterval, "1 ms to 1 minute");

        void Require(bool isMet, string property, object value, string allowed)
        {
            if (!isMet)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options), value, string.Create(CultureInfo.InvariantCulture, $"Session recorder: {property} is {value}; must be {allowed}."));
            }
        }
    }
}
