using System.Buffers;
using System.Collections.Concurrent;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds;

/// <summary>Writes frames into a file that <see cref="SessionFile"/>, <c>replay</c> and <c>pipe</c> read, safe against being killed.</summary>
/// <remarks>
/// <para>What was received is written and flushed to the disk every <see cref="SessionRecorderOptions.FlushInterval"/>: a process that is
/// killed, or a machine that loses its power, loses no more than that. A torn tail costs what is torn alone: readers pass over it and say
/// so, and a recorder that goes on with the file cuts it off. A name that ends in <c>.gz</c> makes a new file gzip, one member per flush.</para>
/// <para>Each connection is named <c>FEED.NUMBER</c>. Text is in <c>data</c> as it came; what is no UTF-8 is in <c>base64</c> in its place;
/// binary messages have <c>"binary":true</c>. Sent messages are not recorded: they hold the account's key.</para>
/// <para>It stops by itself, and says why, where the file cannot be written or reaches <see cref="SessionRecorderOptions.MaxBytes"/>: a recording
/// that goes on behind a hole would look whole. Nothing else is hurt by that: frames offered later are counted as lost.</para>
/// Memory: what waits, up to <see cref="SessionRecorderOptions.MaxWaitingBytes"/>, and once more while it is written. One thread.
/// </remarks>
public sealed class SessionRecorder : IAsyncDisposable
{
    private const int WriteAtOnce = 4 * 1024 * 1024; // a block is no longer than this and a frame, whatever waits
    private const int FrameOverhead = 128;
    private readonly SessionRecorderOptions _options;
    private readonly IScheduler _clock;
    private readonly RecordingFile _file;
    private readonly ConcurrentQueue<Frame> _waiting = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _text = new(64 * 1024);
    private readonly RecordedLineWriter _lines;
    private readonly IDisposable _ticks;
    private readonly RecorderStatus _beginning;
    private long _waitingBytes;
    private long _lost;
    private long _lostTold;
    private long _frames;
    private volatile bool _isStopping;
    private volatile bool _isClosed;
    private volatile string? _error;

    /// <summary>Opens the file, recovers its tail where it exists, and begins.</summary>
    /// <param name="path">The file. One that exists is gone on with.</param>
    /// <param name="options">Bounds and times.</param>
    /// <param name="clock">Says when to flush. Nothing is written on it.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be opened, is in use, or is no recording of ours.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public SessionRecorder(string path, SessionRecorderOptions options, IScheduler clock)
        : this(path, options, clock, RecordingFile.OpenAlone)
    {
    }

    internal SessionRecorder(string path, SessionRecorderOptions options, IScheduler clock, Func<string, Stream> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        SessionRecorderOptions.ThrowIfInvalid(options);
        (_options, _clock, _file) = (options, clock, RecordingFile.Open(path, options.MaxBytes, open));
        _beginning = new(path, IsRecording: true, clock.Now, Frames: 0, _file.Length, WaitingBytes: 0, LostFrames: 0, _file.Recovered, Error: null);
        _lines = new(_text, options.Addresses);
        _ticks = clock.SchedulePeriodic(options.FlushInterval, () => _wake.Set());
        new Thread(Run) { Name = "recorder", IsBackground = true }.Start();
    }

    /// <summary>How it is: a snapshot, from any thread.</summary>
    public RecorderStatus Status => _beginning with
    {
        IsRecording = !_isStopping && _error is null,
        Frames = Interlocked.Read(ref _frames),
        Bytes = _file.Length,
        WaitingBytes = Interlocked.Read(ref _waitingBytes),
        LostFrames = Interlocked.Read(ref _lost),
        Error = _error,
    };

    /// <summary>Completes when the file is closed: after <see cref="DisposeAsync"/>, or when it stopped by itself. Never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes a frame to be written. Any thread, several at once included; never waits, never throws.</summary>
    /// <param name="frame">The frame; null is passed over.</param>
    /// <returns>False where it is lost to the recording: no room, or the recording has ended.</returns>
    public bool Offer(Frame frame)
    {
        if (frame is null)
        {
            return false;
        }

        if (_isStopping)
        {
            return false;
        }

        var size = frame.Bytes.Length + FrameOverhead;
        var waiting = Interlocked.Add(ref _waitingBytes, size);
        if (_error is not null || waiting > _options.MaxWaitingBytes)
        {
            Interlocked.Add(ref _waitingBytes, -size);
            Interlocked.Increment(ref _lost);
            return false;
        }

        _waiting.Enqueue(frame);
        if (_isClosed)
        {
            LoseWaiting(); // it was closed in between, and nobody else will look
        }
        else if (waiting > _options.MaxWaitingBytes / 2)
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>Writes what waits, closes the file, and completes when it is closed. Frames offered from now on are lost.</summary>
    public ValueTask DisposeAsync()
    {
        _isStopping = true;
        _ticks.Dispose();
        _wake.Set();
        return new(_ended.Task);
    }

    private void Run()
    {
        try
        {
            while (!_isStopping)
            {
                _wake.WaitOne();
                WriteWaiting();
            }

            WriteWaiting();
        }
        catch (Exception error)
        {
            _error = $"Recording to \"{_beginning.Path}\" stopped after {Interlocked.Read(ref _frames)} frames: {error.Message}";
        }

        Close();
    }

    private void Close()
    {
        _ticks.Dispose();
        _isClosed = true;
        LoseWaiting();
        try
        {
            _file.Dispose();
        }
        catch (IOException error)
        {
            _error ??= error.Message;
        }

        _lines.Dispose();
        _ended.SetResult();
    }

    private void LoseWaiting()
    {
        while (_waiting.TryDequeue(out var frame))
        {
            Interlocked.Add(ref _waitingBytes, -frame.Bytes.Length - FrameOverhead);
            Interlocked.Increment(ref _lost);
        }
    }

    private void WriteWaiting()
    {
        while (WriteBlock())
        {
        }
    }

    /// <returns>False when nothing waits any more.</returns>
    private bool WriteBlock()
    {
        long frames = 0, size = 0;
        while (_text.WrittenCount < WriteAtOnce && _waiting.TryDequeue(out var frame))
        {
            _lines.Write(frame);
            size += frame.Bytes.Length + FrameOverhead;
            frames++;
        }

        TellLost();
        if (_text.WrittenCount == 0)
        {
            return false;
        }

        ref var fate = ref _lost;
        try
        {
            _file.Append(_text.WrittenSpan);
            fate = ref _frames;
        }
        finally
        {
            _text.ResetWrittenCount();
            Interlocked.Add(ref _waitingBytes, -size);
            Interlocked.Add(ref fate, frames); // what could not be written is lost to the recording, and counted as well
        }

        return true;
    }

    // Said in the recording too: whoever replays it must not take the hole for a quiet market.
    private void TellLost()
    {
        var lost = Interlocked.Read(ref _lost);
        if (lost > _lostTold)
        {
            _lines.WriteLost(lost - _lostTold, _clock.Now);
            _lostTold = lost;
        }
    }
}
