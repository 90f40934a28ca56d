using BenchmarkDotNet.Running;
using MarketFlow.Benchmarks;

if (args is ["memory"])
{
    DedupMemory.Print(Console.Out);
    return;
}

if (args is ["detector-memory"])
{
    DetectorMemory.Print(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args, new ShortRuns());
