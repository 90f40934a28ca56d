using System.CommandLine;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary><c>marketflow record</c>: the feeds' raw frames into a file, until it is told to end. It serves nobody.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        Option<FileInfo> output = new("--out") { Description = "The recording; compressed where its name ends in .gz. One that exists is gone on with.", Required = true };
        Command command = new("record", "Records the raw frames of the configured feeds, safe against being killed, until Ctrl-C. Without configuration, of a simulated market.");
        HostArguments host = new();
        host.AddTo(command, serves: false);
        command.Options.Add(output);
        command.SetAction((arguments, cancellation) =>
            RunAsync(host.SettingsOf(arguments), host.ConfigOf(arguments), arguments.GetRequiredValue(output).FullName, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<KeyValuePair<string, string?>> commandLine, string? config, string path, CancellationToken cancellation)
    {
        try
        {
            var settings = HostApplication.ReadSettings(commandLine, config);
            await using var market = settings.Feeds.Count == 0 ? await EmbeddedMarket.StartAsync(settings, isQuiet: true) : null;
            var feeds = market is null ? settings.Feeds : [market.Feed];
            if (feeds.FirstOrDefault(feed => feed.Follows && feed.Symbols.Count == 0) is { } feed)
            {
                throw new SettingsException([$"Feeds: \"{feed.NameOrDialect}\" has no Symbols, and there are no clients to ask for any; must name what to record, or * for all."]);
            }

            return await RecordAsync(path, feeds, settings.Recorder, cancellation);
        }
        catch (Exception error) when (Mistake.Is(error))
        {
            return Mistake.Tell("record", error);
        }
    }

    private static async Task<int> RecordAsync(string path, IReadOnlyList<FeedSettings> feeds, RecorderSettings settings, CancellationToken cancellation)
    {
        TaskCompletionSource isToEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var cancelled = cancellation.Register(() => isToEnd.TrySetResult());
        using EventLoopScheduler clock = new(work => new Thread(work) { Name = "feeds", IsBackground = true });
        await using SessionRecorder recorder = new(path, settings.ToOptions(feeds), clock);
        Console.WriteLine($"Recording {string.Join(", ", feeds.Select(feed => $"feed {feed.NameOrDialect}"))} into {path}. Ctrl-C ends it.");
        if (feeds.Any(feed => feed.IsSimulated))
        {
            Console.WriteLine("SIMULATED: all prices in it are invented. For real data, configure a feed.");
        }

        if (recorder.Status.RecoveredBytes > 0)
        {
            Console.WriteLine($"The file was torn, as a recorder that was killed leaves it: {recorder.Status.RecoveredBytes} bytes were cut off its end.");
        }

        using (Connect(feeds, recorder, clock))
        {
            await Task.WhenAny(isToEnd.Task, recorder.Ended);
        }

        await recorder.DisposeAsync();
        var status = recorder.Status;
        Console.WriteLine($"Recorded {status.Frames} frames; the file is {status.Bytes} bytes long. {(status.LostFrames == 0 ? "Nothing was lost." : $"{status.LostFrames} frames were lost to it.")}");
        if (status.Error is { } error)
        {
            await Console.Error.WriteLineAsync($"marketflow record: {error}");
        }

        return status.Error is null ? 0 : 1;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true; // it ends when the file is closed
            isToEnd.TrySetResult();
        }
    }

    private static CompositeDisposable Connect(IReadOnlyList<FeedSettings> feeds, SessionRecorder recorder, IScheduler clock)
    {
        CompositeDisposable connections = [];
        foreach (var feed in feeds)
        {
            WebSocketFeed sockets = new(SocketFeed.SocketsOf(feed), FeedWords.ToConsole, clock);
            foreach (var connection in sockets.Connections)
            {
                connections.Add(connection.Subscribe(frame => recorder.Offer(frame)));
            }
        }

        return connections;
    }

    /// <summary>What goes wrong with sockets, told to whoever watches.</summary>
    private sealed class FeedWords : IObserver<FeedFault>
    {
        public static FeedWords ToConsole { get; } = new();

        public void OnNext(FeedFault value) => Console.Error.WriteLine($"connection {value.Connection}: {value.Reason}");

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
