using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>Until when each feed was received, in a file that outlives the process: a host that was killed cannot say it afterwards.</summary>
/// <remarks>
/// Written once a second, beside the file and then in its place, flushed to the disk: a reader finds the old one or the new one, whole.
/// What it says is a second behind on purpose: what was received last may still have been on its way to clients. So a gap that is
/// told from it may begin too early, by two seconds at most while all is well, never too late.
/// Memory: one entry per feed.
/// </remarks>
internal sealed class FeedStateFile : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Mark> _marks = new();
    private readonly IReadOnlyDictionary<string, Timestamp> _before;
    private readonly SerialDisposable _writing = new();
    private readonly string _path;
    private readonly IScheduler _clock;
    private readonly ILogger _log;
    private Dictionary<string, Timestamp> _behind;
    private bool _isFailing;

    private FeedStateFile(string path, IReadOnlyDictionary<string, Timestamp> before, IScheduler clock, ILogger log)
    {
        (_path, _before, _clock, _log) = (path, before, clock, log);
        _behind = new(before);
    }

    /// <summary>Opens it for the host, which writes it on a thread of its own: a slow disk must not hold up a feed.</summary>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    public static FeedStateFile Open(string path, ILogger log) =>
        Open(path, log, new EventLoopScheduler(work => new Thread(work) { Name = "state", IsBackground = true }));

    /// <summary>Opens it.</summary>
    /// <param name="path">Where it is, or will be.</param>
    /// <param name="log">Told what could not be read or written.</param>
    /// <param name="clock">Counts the seconds; disposed with it where it can be.</param>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    internal static FeedStateFile Open(string path, ILogger log, IScheduler clock)
    {
        FeedStateFile file = new(path, Read(path, log), clock, log);
        try
        {
            Write(path, file._behind);
            return file;
        }
        catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new SettingsException([$"StateFile is \"{path}\"; must be a file that can be written: {error.Message}"]);
        }
    }

    /// <summary>Until when a feed was received before this process; null where that is not known.</summary>
    public Timestamp? LastSeen(string feed) => _before.TryGetValue(feed, out var seen) ? seen : null;

    /// <summary>Where a feed notes what it receives.</summary>
    public Mark MarkOf(string feed) => _marks.GetOrAdd(feed, _ => new());

    /// <summary>Writes it every second from now on.</summary>
    public void Start() => _writing.Disposable = _clock.Schedule(_interval, again =>
    {
        var written = _behind;
        _behind = Now();
        TryWrite(written);
        again(_interval);
    });

    /// <summary>Writes it for the last time: nothing is under way any more, so it is not behind.</summary>
    public void Stop()
    {
        _writing.Dispose();
        TryWrite(Now());
    }

    public void Dispose()
    {
        _writing.Dispose();
        (_clock as IDisposable)?.Dispose();
    }

    // A feed of which nothing has come yet, or which is not configured for now, is still missed from when it was seen before.
    private Dictionary<string, Timestamp> Now()
    {
        Dictionary<string, Timestamp> now = new(_before);
        foreach (var (feed, mark) in _marks)
        {
            if (mark.At is { } at)
            {
                now[feed] = at;
            }
        }

        return now;
    }

    private void TryWrite(Dictionary<string, Timestamp> seen)
    {
        try
        {
            lock (_writing) // the last one waits for the one before
            {
                Write(_path, seen);
            }

            _isFailing = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_isFailing)
            {
                HostLog.StateUnwritable(_log, _path, error.Message);
            }

            _isFailing = true;
        }
    }

    private static void Write(string path, Dictionary<string, Timestamp> seen)
    {
        var beside = $"{path}.new";
        using (FileStream file = new(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, seen.ToDictionary(feed => feed.Key, feed => feed.Value.ToString(format: null, CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static Dictionary<string, Timestamp> Read(string path, ILogger log)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<Dictionary<string, string>>(file)!.ToDictionary(feed => feed.Key, feed => Timestamp.Parse(feed.Value));
        }
        catch (FileNotFoundException)
        {
            return []; // the first start
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentNullException)
        {
            HostLog.StateUnreadable(log, path, error.Message);
            return [];
        }
    }

    /// <summary>When the latest event of one feed was received. One thread writes, another reads; costs no allocation.</summary>
    internal sealed class Mark
    {
        private long _nanoseconds;

        /// <summary>Null before the first.</summary>
        public Timestamp? At => Interlocked.Read(ref _nanoseconds) is > 0 and var at ? Timestamp.FromUnixNanoseconds(at) : null;

        public void Seen(Timestamp at) => Interlocked.Exchange(ref _nanoseconds, at.UnixNanoseconds);
    }
}
