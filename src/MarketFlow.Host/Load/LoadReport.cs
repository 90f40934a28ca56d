using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>A run's result as JSON; what people read is made of it, so that nothing is told in one form alone.</summary>
internal static class LoadReport
{
    private static readonly (string Name, double Percent)[] _percentiles = [("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9)];

    /// <summary>Latencies in milliseconds, rates in events per second, memory in bytes, times in seconds from the end of the warm-up.</summary>
    public static JsonObject Write(LoadResult result) => new()
    {
        ["profile"] = result.Profile.Name,
        ["scale"] = result.Options.Scale,
        ["seconds"] = result.Profile.Seconds,
        ["warmupSeconds"] = result.Profile.Warmup,
        ["symbols"] = result.Options.Symbols,
        ["clients"] = new JsonObject { ["filtered"] = result.Options.Clients, ["full"] = result.Options.FullClients, ["visitors"] = result.Options.VisitorCount, ["stalled"] = result.Options.HasStalledClient ? 1 : 0 },
        ["processors"] = Environment.ProcessorCount,
        ["ok"] = result.Problems.Count == 0,
        ["problems"] = new JsonArray([.. result.Problems.Select(problem => JsonValue.Create(problem))]),
        ["sent"] = Sent(result),
        ["latency"] = Latency(result.Book),
        ["timeline"] = Timeline(result.Book),
        ["received"] = Received(result),
        ["usage"] = Usage(result),
        ["ledger"] = JsonNode.Parse(result.Ledger.GetRawText()),
    };

    private static JsonObject Sent(LoadResult result)
    {
        JsonObject sent = [];
        for (var kind = 0; kind < LoadKinds.Count; kind++)
        {
            sent[LoadKinds.Names[kind]] = result.Sent[kind];
        }

        sent["total"] = result.Sent.Sum();
        sent["copies"] = result.Copies;
        sent["frames"] = result.Frames;
        sent["unsentFrames"] = result.Unsent;
        sent["connections"] = result.VendorConnections;
        sent["lateness"] = Percentiles(result.SenderLateness);
        return sent;
    }

    private static JsonArray Latency(LatencyBook book)
    {
        JsonArray rows = [];
        for (var of = 0; of < ClientClasses.Measured; of++)
        {
            LatencyHistogram ticks = new();
            for (var kind = 0; kind < LoadKinds.Count; kind++)
            {
                Row(of, LoadKinds.Names[kind], book.ByKind[of][kind]);
            }

            ticks.Add(book.ByKind[of][(int)LoadKind.Trade]);
            ticks.Add(book.ByKind[of][(int)LoadKind.Quote]);
            Row(of, "trade and quote", ticks);
        }

        return rows;

        void Row(int of, string kind, LatencyHistogram latencies)
        {
            if (latencies.Count > 0)
            {
                var row = Percentiles(latencies);
                row.Insert(0, "class", ClientClasses.Names[of]);
                row.Insert(1, "kind", kind);
                rows.Add(row);
            }
        }
    }

    private static JsonArray Timeline(LatencyBook book)
    {
        JsonArray rows = [];
        foreach (var (interval, classes) in book.Timeline.Index())
        {
            for (var of = 0; of < ClientClasses.Measured; of++)
            {
                if (classes[of] is { } come)
                {
                    rows.Add(new JsonObject
                    {
                        ["at"] = interval * book.IntervalSeconds,
                        ["class"] = ClientClasses.Names[of],
                        ["deliveredPerSecond"] = come.Delivered / book.IntervalSeconds,
                        ["p50"] = Milliseconds(come.Ticks.Percentile(50)),
                        ["p99"] = Milliseconds(come.Ticks.Percentile(99)),
                        ["max"] = Milliseconds(come.Ticks.Max),
                    });
                }
            }
        }

        return rows;
    }

    private static JsonArray Received(LoadResult result) =>
    [
        .. result.Clients.GroupBy(client => client.Class).OrderBy(clients => clients.Key).Select(clients => new JsonObject
        {
            ["class"] = ClientClasses.Names[(int)clients.Key],
            ["clients"] = clients.Count(),
            ["received"] = clients.Sum(client => client.Received),
            ["bytes"] = clients.Sum(client => client.Bytes),
            ["missing"] = clients.Sum(client => client.MissingTotal),
            ["missingByKind"] = ByKind(kind => clients.Sum(client => client.Missing[kind])),
            ["twice"] = clients.Sum(client => client.Twice),
            ["outOfOrder"] = clients.Sum(client => client.OutOfOrder),
            ["unasked"] = clients.Sum(client => client.Unasked),
            ["disconnected"] = clients.Count(client => client.Ended is not null),
            ["because"] = clients.FirstOrDefault(client => client.Ended is not null)?.Ended,
        }),
    ];

    private static JsonObject ByKind(Func<int, long> countOf) => new(
        Enumerable.Range(0, LoadKinds.Count).Where(kind => countOf(kind) > 0).Select(kind => KeyValuePair.Create(LoadKinds.Names[kind], (JsonNode?)countOf(kind))));

    private static JsonObject Usage(LoadResult result)
    {
        var (before, after) = result.Status;
        return new()
        {
            ["hostCpuSeconds"] = Difference("cpuMilliseconds") / 1_000,
            ["senderCpuSeconds"] = result.Cpu.Sender,
            ["receiversCpuSeconds"] = result.Cpu.Receivers,
            ["seconds"] = result.Seconds,
            ["hostMaxResidentBytes"] = result.Usage.Max(sample => sample.HostResident),
            ["hostResidentBytesPerMinute"] = MemorySlope.Of(result.Usage, result.Profile.Seconds),
            ["hostHandles"] = Handles(result.Usage),
            ["hostHeapBytes"] = Of(after, "heapBytes"),
            ["hostAllocatedBytes"] = Difference("allocatedBytes"),
            ["hostServerGc"] = after.TryGetProperty("process", out var process) && process.GetProperty("serverGc").GetBoolean(),
            ["gen0"] = Difference("gen0"),
            ["gen1"] = Difference("gen1"),
            ["gen2"] = Difference("gen2"),
            ["gcPauseMilliseconds"] = Difference("gcPauseMilliseconds"),
            ["timeline"] = new JsonArray([.. result.Usage.Select(sample => new JsonObject { ["at"] = Math.Round(sample.At, 2), ["hostCpu"] = sample.HostCpu, ["hostResidentBytes"] = sample.HostResident, ["hostHandles"] = sample.HostHandles })]),
        };

        // An older host does not tell.
        static double? Of(System.Text.Json.JsonElement status, string name) => status.TryGetProperty("process", out var process) ? process.GetProperty(name).GetDouble() : null;
        double? Difference(string name) => Of(after, name) - Of(before, name);
    }

    private static JsonObject Handles(IReadOnlyList<UsageSample> usage) => new()
    {
        ["first"] = usage is [var first, ..] ? first.HostHandles : null,
        ["last"] = usage is [.., var last] ? last.HostHandles : null,
        ["max"] = usage.Max(sample => sample.HostHandles),
    };

    private static JsonObject Percentiles(LatencyHistogram latencies)
    {
        JsonObject json = new() { ["count"] = latencies.Count };
        foreach (var (name, percent) in _percentiles)
        {
            json[name] = Milliseconds(latencies.Percentile(percent));
        }

        json["max"] = Milliseconds(latencies.Max);
        return json;
    }

    private static double Milliseconds(long microseconds) => microseconds / 1_000.0;
}
