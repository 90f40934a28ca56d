using System.CommandLine;
using System.Globalization;
using System.Reactive.Concurrency;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary><c>marketflow replay</c>: serves a recorded raw session over real sockets, as the vendor would.</summary>
internal static class ReplayCommand
{
    private const string DefaultListen = "ws://127.0.0.1:8766";

    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "A recorded session, plain or gzipped." };
        Option<string> listen = new("--listen") { Description = "Where to serve it.", DefaultValueFactory = _ => DefaultListen };
        Option<string> speed = new("--speed") { Description = "How many times faster than recorded, e.g. 10, or max.", DefaultValueFactory = _ => "1" };
        Option<double> startAfter = new("--start-after") { Description = "Seconds to wait for all recorded connections before starting all the same.", DefaultValueFactory = _ => 10 };
        Option<string?> feed = new("--feed") { Description = "Only this feed's frames, of a recording of several; all if left out." };
        Command command = new("replay", "Serves a recorded session as the vendor would: each connecting socket becomes the next recorded connection.") { file, listen, speed, startAfter, feed };
        command.SetAction((arguments, cancellation) => RunAsync(
            arguments.GetRequiredValue(file), arguments.GetRequiredValue(listen), arguments.GetRequiredValue(speed), arguments.GetValue(startAfter), arguments.GetValue(feed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, string listen, string speed, double startAfter, string? feed, CancellationToken cancellation)
    {
        try
        {
            using EventLoopScheduler clock = new();
            SessionReplayer replayer = new(Read(file, feed), Options(speed, startAfter), clock);
            await using var server = ReplayServer.Create(replayer, listen);
            await server.ListenAsync(cancellation);
            var address = server.Urls.Single().Replace("http://", "ws://", StringComparison.Ordinal);
            Console.WriteLine($"Replaying {file.Name} at {(speed == "max" ? "full speed" : $"speed {speed}")} on {address}");
            Console.WriteLine("Each connecting socket becomes the next recorded connection. Ctrl-C ends it.");
            await server.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception error) when (Mistake.Is(error))
        {
            return Mistake.Tell("replay", error);
        }
    }

    private static List<RecordedFrame> Read(FileInfo file, string? feed)
    {
        SessionWitness witness = new($"\"{file}\"");
        List<RecordedFrame> frames = [.. witness.Watch(SessionFile.Read(file.FullName)).Of(feed).Where(line => line.Kind == RecordedLineKind.Receive).Select(line => new RecordedFrame(line.Connection, line.At, line.Data, line.IsBinary))];
        witness.Check();
        witness.CheckFeed(feed);
        return frames.Count > 0 ? frames
            : throw new InvalidDataException($"\"{file}\" holds 0 frames that were received{(feed is null ? string.Empty : $" from feed {feed}")}; must be a recorded session with at least 1.");
    }

    private static ReplayOptions Options(string speed, double startAfter)
    {
        var wait = Seconds.Of(startAfter);
        if (wait < TimeSpan.Zero || wait > TimeSpan.FromDays(1))
        {
            throw new ArgumentException($"--start-after: StartAfter is {wait}; must be 0 to 24 hours.");
        }

        double times = 0;
        return speed == "max" || (double.TryParse(speed, CultureInfo.InvariantCulture, out times) && times > 0)
            ? new() { Speed = speed == "max" ? null : times, StartAfter = wait }
            : throw new ArgumentException($"--speed is \"{speed}\"; must be a number above 0, or max.");
    }
}
