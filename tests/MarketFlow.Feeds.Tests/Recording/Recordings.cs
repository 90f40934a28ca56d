using System.Reactive.Concurrency;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>Recordings in a folder of their own, which goes with the test.</summary>
internal sealed class Recordings : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recordings");

    public HistoricalScheduler Clock { get; } = new(Lines.Start);

    public string PathTo(string name) => Path.Combine(_folder.FullName, name);

    public static Frame Frame(int number, int connection = 1, string feed = "hitbtc", bool isBinary = false, byte[]? bytes = null) =>
        new(feed, connection, Lines.Start.AddMilliseconds(number), bytes ?? Encoding.UTF8.GetBytes($$"""{"n":{{number}},"text":"é\u0000\\\""}"""), isBinary);

    /// <summary>Records some frames: after each, what was received is made safe.</summary>
    public async Task<RecorderStatus> RecordAsync(string name, IEnumerable<Frame> frames, SessionRecorderOptions? options = null)
    {
        SessionRecorder recorder = new(PathTo(name), options ?? new(), Clock);
        foreach (var frame in frames)
        {
            recorder.Offer(frame);
        }

        await recorder.DisposeAsync();
        return recorder.Status;
    }

    /// <summary>Records blocks of frames, each its own flush.</summary>
    public async Task RecordBlocksAsync(string name, int blocks, int framesEach)
    {
        for (var block = 0; block < blocks; block++)
        {
            await RecordAsync(name, Enumerable.Range(block * framesEach, framesEach).Select(number => Frame(number)));
        }
    }

    public List<RecordedLine> Read(string name) => [.. SessionFile.Read(PathTo(name))];

    public void Dispose() => _folder.Delete(recursive: true);
}
