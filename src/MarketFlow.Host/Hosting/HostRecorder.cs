using System.Reactive.Concurrency;
using System.Text.RegularExpressions;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The recording that can be switched on while the host runs, into one folder and nowhere else. Thread-safe.</summary>
/// <param name="settings">Where and how much it may write at the start.</param>
/// <param name="feeds">The feeds that have sockets, for their addresses.</param>
/// <param name="clock">Says when to flush.</param>
/// <param name="log">Where beginnings and ends are told.</param>
internal sealed partial class HostRecorder(RecorderSettings settings, IReadOnlyList<FeedSettings> feeds, IScheduler clock, ILogger log)
{
    private readonly Lock _gate = new();
    private volatile SessionRecorder? _latest;

    /// <summary>Where the feeds' frames pass.</summary>
    public FrameTap Tap { get; } = new();

    /// <summary>Where and how much it may write; what changes counts from the next recording on.</summary>
    public RecorderSettings Settings { get; set; } = settings;

    /// <summary>How the latest recording is; null before the first.</summary>
    public RecorderStatus? Status => _latest?.Status;

    /// <summary>Why something is to be done about it, in words; null where nothing is. It never makes the host unready: clients are served.</summary>
    public string? Trouble => Status switch
    {
        { Error: { } error } => error,
        { IsRecording: true, LostFrames: > 0 and var lost } => $"The recording lacks {lost} frames: the disk did not keep up (Recorder:MaxWaitingBytes).",
        _ => null,
    };

    /// <summary>Begins a recording.</summary>
    /// <param name="name">The file's name within the folder; null for one made of the time. One that exists is gone on with.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="InvalidOperationException">One is running already.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public RecorderStatus Start(string? name)
    {
        name ??= $"session-{clock.Now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.jsonl.gz";
        if (!Name().IsMatch(name))
        {
            throw new ArgumentException($"The file is \"{name}\"; must be a name of up to 128 letters, digits, -, _ and . that begins with a letter or digit and ends in .jsonl or .jsonl.gz.");
        }

        lock (_gate)
        {
            if (_latest is { Status.IsRecording: true } running)
            {
                throw new InvalidOperationException($"\"{Path.GetFileName(running.Status.Path)}\" is being recorded; stop it first.");
            }

            var path = Path.Combine(Directory.CreateDirectory(Settings.FindFolder()).FullName, name);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new ArgumentException($"The file \"{name}\" is a link; must be a file.");
            }

            SessionRecorder recorder = new(path, Settings.ToOptions(feeds), clock);
            _latest = recorder;
            Tap.Recorder = recorder;
            _ = TellEndAsync(recorder);
            HostLog.RecordingStarted(log, path, recorder.Status.RecoveredBytes);
            return recorder.Status;
        }
    }

    /// <summary>Ends the recording and closes its file.</summary>
    /// <returns>How it was when it ended; null where none was running.</returns>
    public async Task<RecorderStatus?> StopAsync()
    {
        SessionRecorder? recorder;
        lock (_gate)
        {
            recorder = Tap.Recorder;
            Tap.Recorder = null;
        }

        if (recorder is null)
        {
            return null;
        }

        await recorder.DisposeAsync();
        return recorder.Status;
    }

    [GeneratedRegex(@"\A(?=.{1,128}\z)[A-Za-z0-9][A-Za-z0-9._-]*\.jsonl(?:\.gz)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();

    private async Task TellEndAsync(SessionRecorder recorder)
    {
        await recorder.Ended;
        var status = recorder.Status;
        if (status.Error is { } error)
        {
            HostLog.RecordingFailed(log, error);
        }
        else
        {
            HostLog.RecordingStopped(log, status.Path, status.Frames, status.LostFrames);
        }
    }
}
