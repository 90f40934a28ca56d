using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;
using Perfolizer.Metrology;

namespace MarketFlow.Benchmarks;

/// <summary>Few iterations, so that all classes together take less than half an hour. Ratios and bytes are what is read, not nanoseconds.</summary>
internal sealed class ShortRuns : ManualConfig
{
    public ShortRuns()
    {
        AddJob(Job.Default
            .WithLaunchCount(1)
            .WithWarmupCount(3)
            .WithIterationCount(7)
            .WithIterationTime(TimeInterval.FromMilliseconds(150)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        HideColumns(Column.Error, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio);
        WithOptions(ConfigOptions.DisableLogFile);
        WithSummaryStyle(SummaryStyle.Default.WithRatioStyle(RatioStyle.Value).WithSizeUnit(SizeUnit.B).WithTimeUnit(TimeUnit.Nanosecond));
    }
}
