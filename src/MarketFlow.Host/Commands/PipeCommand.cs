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
        Argument<string?> file = new("file") { Description = "A recorded session, plain or gzipped; standard input if left out.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> dialect = new("--dialect") { Description = $"Who was recorded: {string.Join(", ", Dialects.All.Select(known => known.Name))}.", Required = true };
        Option<string?> feed = new("--feed") { Description = "Only this feed's frames, of a recording of several; all if left out." };
        Command command = new("pipe", "Runs a recorded session through the pipeline in virtual time: events to standard output, the ledger to standard error.") { file, dialect, feed };
        command.SetAction(arguments => Run(arguments.GetValue(file), arguments.GetRequiredValue(dialect), arguments.GetValue(feed)));
        return command;
    }

    private static int Run(string? file, string dialectName, string? feed)
    {
        try
        {
            var dialect = Dialects.Named(dialectName);
            using var input = file is null ? Console.OpenStandardInput() : File.OpenRead(file);
            using var output = Console.OpenStandardOutput();
            SessionWitness witness = new(file is null ? "Standard input" : $"\"{file}\"");
            var account = Run(dialect, witness.Watch(SessionFile.Read(input)).Of(feed), output);
            witness.Check();
            witness.CheckFeed(feed);
            Console.Error.WriteLine(JsonText.Write(account));
            return 0;
        }
        catch (Exception error) when (Mistake.Is(error))
        {
            return Mistake.Tell("pipe", error);
        }
    }

    /// <summary>Runs a session through the pipeline.</summary>
    /// <returns>The ledger and the faults.</returns>
    internal static JsonObject Run(IDialect dialect, IEnumerable<RecordedLine> session, Stream output)
    {
        var lines = session.PeekStart(out var start);
        HistoricalScheduler clock = new(start.ToDateTimeOffset());
        Ledger ledger = new();
        FaultLog<DecodeFault> faults = new();
        FaultLog<VendorMessage> unusual = new();
        var decoded = ledger.Stage("decode");
        ExplainingDecoder decoder = new(dialect.CreateDecoder(), dialect.Name, countsIgnored: true);
        var events = lines.PlayInVirtualTime(dialect.Name, clock, _settle, faults).Decode(decoder, faults, decoded, unusual);
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
        UnknownConditionsJson.AddTo(account, pipeline.UnknownConditions);
        account["unusual"] = new JsonObject
        {
            ["total"] = unusual.Total,
            ["latest"] = new JsonArray([.. unusual.Latest().Select(FaultJson.Write)]),
        };
        if (decoder.LooksLike.Count > 0)
        {
            account["looksLike"] = new JsonObject(decoder.LooksLike.Select(found => KeyValuePair.Create(found.Key, (JsonNode?)found.Value)));
        }

        return account;
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
