using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class SessionRecorderTests : IDisposable
{
    private readonly Recordings _recordings = new();

    public void Dispose() => _recordings.Dispose();

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    public async Task Writes_what_is_read_again_frame_by_frame(string name)
    {
        Frame[] frames = [Recordings.Frame(1), Recordings.Frame(2, connection: 2), Recordings.Frame(3, isBinary: true), Recordings.Frame(4, bytes: [0xff, 0xfe, 0]), Recordings.Frame(5, isBinary: true, bytes: [0x91, 0xff])];

        var status = await _recordings.RecordAsync(name, frames, new() { Addresses = new Dictionary<string, Uri> { ["hitbtc"] = new("wss://example/ws") } });

        var lines = _recordings.Read(name);
        Assert.Equal((5L, 0L, (string?)null, false), (status.Frames, status.LostFrames, status.Error, status.IsRecording));
        Assert.Equal(new FileInfo(_recordings.PathTo(name)).Length, status.Bytes);
        Assert.All(lines, line => Assert.Null(line.Problem));
        Assert.Equal(["hitbtc.1", "hitbtc.2"], lines.Where(line => line.Kind == RecordedLineKind.Connect).Select(line => line.ConnectionName));
        Assert.Equal("wss://example/ws", lines[0].Url);
        AssertSame(frames, lines);
    }

    /// <summary>Whatever bytes come, whenever, on whichever connection.</summary>
    [Fact]
    public void Gives_back_any_frame() => Prop.ForAll<byte[], int, string>((bytes, milliseconds, text) =>
    {
        var isBinary = milliseconds % 2 == 0;
        Frame[] frames =
        [
            new("a", 1, Timestamp.FromUnixMilliseconds(milliseconds), bytes ?? [], isBinary),
            new("a", 1, Timestamp.FromUnixNanoseconds((long)milliseconds * 1_000_003), Encoding.UTF8.GetBytes(text ?? string.Empty), isBinary),
        ];
        var name = $"{Guid.NewGuid():N}.jsonl.gz";
        _recordings.RecordAsync(name, frames).GetAwaiter().GetResult();
        AssertSame(frames, _recordings.Read(name));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Flushes_at_every_interval()
    {
        await using SessionRecorder recorder = new(_recordings.PathTo("a.jsonl"), new() { FlushInterval = TimeSpan.FromMilliseconds(500) }, _recordings.Clock);
        recorder.Offer(Recordings.Frame(1));

        _recordings.Clock.AdvanceBy(TimeSpan.FromMilliseconds(499));
        Assert.Equal((0L, true), (recorder.Status.Frames, recorder.Status.WaitingBytes > 0));

        _recordings.Clock.AdvanceBy(TimeSpan.FromMilliseconds(1));
        await Eventually(() => recorder.Status.Frames == 1);
        Assert.Equal(0, recorder.Status.WaitingBytes);
    }

    [Fact]
    public async Task Goes_on_with_a_recording_and_keeps_the_sessions_connections_apart()
    {
        await _recordings.RecordAsync("a.jsonl.gz", [Recordings.Frame(1)]);
        await _recordings.RecordAsync("a.jsonl.gz", [Recordings.Frame(2)]);

        Assert.Equal([1, 2], _recordings.Read("a.jsonl.gz").Where(line => line.Kind == RecordedLineKind.Receive).Select(line => line.Connection));
    }

    [Fact]
    public async Task Loses_what_does_not_fit_counts_it_and_says_so_in_the_recording()
    {
        SessionRecorder recorder = new(_recordings.PathTo("a.jsonl"), new() { MaxWaitingBytes = 1024, FlushInterval = TimeSpan.FromMinutes(1) }, _recordings.Clock);
        Assert.True(recorder.Offer(Recordings.Frame(1)));
        Assert.False(recorder.Offer(Recordings.Frame(2, bytes: new byte[1024])));
        await recorder.DisposeAsync();

        Assert.Equal((1L, 1L, 0L), (recorder.Status.Frames, recorder.Status.LostFrames, recorder.Status.WaitingBytes));
        var lost = _recordings.Read("a.jsonl")[^1];
        Assert.Equal((RecordedLineKind.Malformed, "Line 3 cannot be read: the recorder had no room for 1 frames, which are missing here."), (lost.Kind, lost.Problem));
    }

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    public async Task Stops_on_a_full_disk_with_the_reason_and_a_file_without_a_torn_tail(string name)
    {
        FullDisk disk = new(room: 700);
        SessionRecorder recorder = new(name, new(), _recordings.Clock, _ => disk);
        recorder.Offer(Recordings.Frame(1));
        _recordings.Clock.AdvanceBy(TimeSpan.FromSeconds(1));
        await Eventually(() => recorder.Status.Frames == 1);
        var noise = new byte[2_000];
        new Random(1).NextBytes(noise);
        recorder.Offer(Recordings.Frame(2, bytes: noise));
        _recordings.Clock.AdvanceBy(TimeSpan.FromSeconds(1));
        await recorder.Ended;

        Assert.False(recorder.Offer(Recordings.Frame(3)));
        var status = recorder.Status;
        Assert.False(status.IsRecording);
        Assert.Equal($"Recording to \"{name}\" stopped after 1 frames: No space left on device", status.Error);
        Assert.Equal((1L, (long)disk.ToArray().Length), (status.Frames, status.Bytes));
        Assert.Equal((2L, 0L), (status.LostFrames, status.WaitingBytes)); // the one that did not fit, and the one that came too late
        Assert.Equal([RecordedLineKind.Connect, RecordedLineKind.Receive], SessionFile.Read(new MemoryStream(disk.ToArray())).Select(line => line.Kind));
        await recorder.DisposeAsync();
    }

    [Fact]
    public async Task Stops_at_the_length_that_is_allowed()
    {
        var status = await _recordings.RecordAsync("a.jsonl", [Recordings.Frame(1, bytes: new byte[2_000])], new() { MaxBytes = 1_024 });

        Assert.Contains("allowed are 1024 (MaxBytes)", status.Error, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(_recordings.PathTo("a.jsonl")).Length);
    }

    /// <summary>While the disk stands still, whoever offers does not.</summary>
    [Fact]
    public async Task Never_makes_a_feed_wait()
    {
        using StuckDisk disk = new();
        SessionRecorder recorder = new("a.jsonl", new() { MaxWaitingBytes = 10_000 }, _recordings.Clock, _ => disk);
        recorder.Offer(Recordings.Frame(0));
        _recordings.Clock.AdvanceBy(TimeSpan.FromSeconds(1));
        disk.IsStuck.Wait(TestContextPatience);

        var taken = Enumerable.Range(1, 1_000).Count(number => recorder.Offer(Recordings.Frame(number)));

        Assert.InRange(taken, 1, 999);
        Assert.Equal(1_000 - taken, recorder.Status.LostFrames);
        Assert.InRange(recorder.Status.WaitingBytes, 1, 10_000);
        disk.GoOn.Set();
        await recorder.DisposeAsync();
        Assert.Equal(taken + 1, recorder.Status.Frames);
    }

    [Fact]
    public async Task Counts_every_frame_of_several_threads_once()
    {
        SessionRecorder recorder = new(_recordings.PathTo("a.jsonl.gz"), new() { MaxWaitingBytes = 100_000 }, _recordings.Clock);
        var taken = await Task.WhenAll(Enumerable.Range(1, 4).Select(connection => Task.Run(() =>
            Enumerable.Range(0, 5_000).Count(number => recorder.Offer(Recordings.Frame(number, connection))))));
        await recorder.DisposeAsync();

        Assert.Equal((taken.Sum(), 20_000L - taken.Sum(), 0L), (recorder.Status.Frames, recorder.Status.LostFrames, recorder.Status.WaitingBytes));
        Assert.Equal(taken.Sum(), _recordings.Read("a.jsonl.gz").Count(line => line.Kind == RecordedLineKind.Receive));
    }

    [Fact]
    public async Task Lets_no_second_recorder_into_its_file()
    {
        await using SessionRecorder recorder = new(_recordings.PathTo("a.jsonl"), new(), _recordings.Clock);

        Assert.Throws<IOException>(() => new SessionRecorder(_recordings.PathTo("a.jsonl"), new(), _recordings.Clock));
    }

    [Fact]
    public void Refuses_what_cannot_be()
    {
        var path = _recordings.PathTo("a");
        Assert.Throws<ArgumentException>(() => new SessionRecorder(string.Empty, new(), _recordings.Clock));
        Assert.Throws<ArgumentNullException>(() => new SessionRecorder(path, null!, _recordings.Clock));
        Assert.Throws<ArgumentNullException>(() => new SessionRecorder(path, new(), null!));
        Assert.Contains("MaxBytes is 1023", Assert.Throws<ArgumentOutOfRangeException>(() => new SessionRecorder(path, new() { MaxBytes = 1023 }, _recordings.Clock)).Message);
        Assert.Contains("MaxWaitingBytes is 1023", Assert.Throws<ArgumentOutOfRangeException>(() => new SessionRecorder(path, new() { MaxWaitingBytes = 1023 }, _recordings.Clock)).Message);
        Assert.Contains("FlushInterval is 00:00:00", Assert.Throws<ArgumentOutOfRangeException>(() => new SessionRecorder(path, new() { FlushInterval = default }, _recordings.Clock)).Message);
        Assert.ThrowsAny<IOException>(() => new SessionRecorder(Path.Combine(_recordings.PathTo("none"), "a"), new(), _recordings.Clock));
        Assert.False(File.Exists(path));
    }

    private static TimeSpan TestContextPatience => TimeSpan.FromSeconds(60);

    /// <summary>Waits for the recorder's own thread, which no virtual clock moves.</summary>
    private static async Task Eventually(Func<bool> isSo)
    {
        var patience = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(patience.Elapsed < TestContextPatience, "It never came.");
            await Task.Yield();
        }
    }

    private static void AssertSame(IEnumerable<Frame> frames, IEnumerable<RecordedLine> lines) => Assert.Equal(
        frames.Select(Told), lines.Where(line => line.Kind == RecordedLineKind.Receive).Select(line => Told(line.ToFrame("a"))));

    private static (string, string, bool) Told(Frame frame) => (frame.ReceivedAt.ToString(), Convert.ToHexString(frame.Bytes.Span), frame.IsBinary);

    private sealed class StuckDisk : MemoryStream
    {
        public ManualResetEventSlim IsStuck { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            IsStuck.Set();
            GoOn.Wait(TestContextPatience);
            base.Write(buffer);
        }
    }
}
