using BenchmarkDotNet.Running;
using MarketFlow.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args, new ShortRuns());
