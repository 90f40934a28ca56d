using System.Globalization;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Where and how much <c>/api/record</c> and <c>record</c> may write.</summary>
internal sealed record RecorderSettings
{
    private const long MostBytes = 1L << 50;

    /// <summary>The folder into which <c>/api/record</c> writes, and nowhere else; made where it is missing. A relative one is beside the program.</summary>
    /// <value>A folder; default <c>recordings</c>.</value>
    public string Folder { get; init; } = "recordings";

    /// <summary>The length at which a recording stops, in bytes; <c>validate</c> asks for as much room in the folder.</summary>
    /// <value>1 MiB to 1 PiB; default 1 GiB.</value>
    public long MaxBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Most bytes of frames that wait to be recorded. What does not fit is lost to the recording, and told in it and in <c>/api/record</c>.</summary>
    /// <value>1 MiB to 1 GiB; default 64 MiB.</value>
    public int MaxWaitingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a recording is written and flushed to the disk: what a kill -9 costs.</summary>
    /// <value>10 ms to 10 s; default 500 ms.</value>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The folder with its whole path.</summary>
    public string FindFolder() => Path.GetFullPath(Folder, AppContext.BaseDirectory);

    public SessionRecorderOptions ToOptions(IEnumerable<FeedSettings> feeds) => new()
    {
        MaxBytes = MaxBytes,
        MaxWaitingBytes = MaxWaitingBytes,
        FlushInterval = FlushInterval,
        Addresses = feeds.ToDictionary(feed => feed.NameOrDialect, feed => feed.FindUrl()),
    };

    public IEnumerable<string> Validate(string at)
    {
        if (string.IsNullOrWhiteSpace(Folder) || Folder.Contains('\0', StringComparison.Ordinal))
        {
            yield return $"{at}:Folder is \"{Folder}\"; must be a folder.";
        }

        if (MaxBytes is < 1024 * 1024 or > MostBytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{at}:MaxBytes is {MaxBytes}; must be 1048576 to {MostBytes}.");
        }

        if (MaxWaitingBytes is < 1024 * 1024 or > 1024 * 1024 * 1024)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{at}:MaxWaitingBytes is {MaxWaitingBytes}; must be 1048576 to 1073741824.");
        }

        if (FlushInterval < TimeSpan.FromMilliseconds(10) || FlushInterval > TimeSpan.FromSeconds(10))
        {
            yield return $"{at}:FlushInterval is {FlushInterval}; must be 10 ms to 10 s.";
        }
    }
}
