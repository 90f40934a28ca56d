using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>What the host's process costs, since it started: part of <c>/api/status</c>.</summary>
internal static class ProcessJson
{
    public static JsonObject Write() => new()
    {
        ["id"] = Environment.ProcessId,
        ["cpuMilliseconds"] = (long)Environment.CpuUsage.TotalTime.TotalMilliseconds,
        ["workingSetBytes"] = Environment.WorkingSet,
        ["heapBytes"] = GC.GetTotalMemory(forceFullCollection: false),
        ["heapCommittedBytes"] = GC.GetGCMemoryInfo().TotalCommittedBytes,
        ["allocatedBytes"] = GC.GetTotalAllocatedBytes(),
        ["gen0"] = GC.CollectionCount(0),
        ["gen1"] = GC.CollectionCount(1),
        ["gen2"] = GC.CollectionCount(2),
        ["gcPauseMilliseconds"] = GC.GetTotalPauseDuration().TotalMilliseconds,
        ["serverGc"] = System.Runtime.GCSettings.IsServerGC,
    };
}
