using System.CommandLine;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary><c>marketflow pipe</c>: a recorded session through the whole pipeline in virtual time; the same input gives the same bytes.</summary>
internal static class PipeCommand
{
    // Long enough for the slowest batch (500 ms) and every lane to empty after the last frame.
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        Argument<FileInfo?> file = new("file") { Description = "A recorded session, plain or gzipped; standard input if left out.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> dialect = new("--dialect") { Description = $"Who was recorded: {string.Join(", ", Dialects.All.Select(known => known.Name))}.", Required = true };
        Option<string?> feed = new("--feed") { Description = "Only this feed's frames, of a recording of several; all if left out." };
        Command command = new("pipe", "Runs a recorded session through the pipeline in virtual time: events to standard output, the ledger to standard error.") { file, dialect, feed };
        command.SetAction(arguments => Run(arguments.GetValue(file), arguments.GetRequiredValue(dialect), arguments.GetValue(feed)));
        return command;
    }

    private static int Run(FileInfo? file, string dialectName, string? feed)
    {
        try
        {
            var dialect = Dialects.Named(dialectName);
            using var input = file?.OpenRead() ?? Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            Run(dialect, SessionFile.Read(input).Of(feed), output, Console.Error);
            return 0;
        }
        catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine($"marketflow pipe: {error.Message}");
            return 1;
        }
    }

    internal static void Run(IDialect dialect, IEnumerable<RecordedLine> session, Stream output, TextWriter ledgerOutput)
    {
        var lines = session.PeekStart(out var start);
        HistoricalScheduler clock = new(start.ToDateTimeOffset());
        Ledger ledger = new();
        FaultLog<DecodeFault> faults = new();
        FaultLog<VendorMessage> unusual = new();
        var decoded = ledger.Stage("decode");
        var events = lines.PlayInVirtualTime(dialect.Name, clock, _settle, faults).Decode(dialect.CreateDecoder(), faults, decoded, unusual);
        var detectors = MarketDetectors.All.By(FeedSettings.CalendarOf(dialect.Name));
        MarketPipeline pipeline = new(events, new() { ReplayDepth = dialect.ReplayDepth, Detectors = [detectors] }, clock, ledger, decoded);

        var outputStage = ledger.Stage("output", pipeline.Out);
        using (EventLines written = new(output))
        {
            pipeline.Do(value => Write(value, written, outputStage)).LastOrDefaultAsync().Wait(); // a session may have no event
        }

        var account = LedgerJson.ToJson(ledger.Snapshot());
        account["faults"] = new JsonObject
        {
            ["total"] = faults.Total,
            ["latest"] = new JsonArray([.. faults.Latest().Select(fault =>
                FaultJson.Write(fault.Frame.Feed, fault.Frame.Connection, fault.Frame.ReceivedAt, fault.Reason, fault.Bytes))]),
        };
        account["unusual"] = new JsonObject
        {
            ["total"] = unusual.Total,
            ["latest"] = new JsonArray([.. unusual.Latest().Select(FaultJson.Write)]),
        };
        ledgerOutput.WriteLine(JsonText.Write(account));
    }

    // What has an unusual field is for clients of the vendor's own dialect, and has no shape here.
    private static void Write(MarketEvent value, EventLines output, LedgerStage stage)
    {
        if (value is VendorMessage { Unusual: not null })
        {
            stage.Removed(RemovalReason.Unusual);
            return;
        }

        stage.Passed();
        output.Write(value);
    }
}
