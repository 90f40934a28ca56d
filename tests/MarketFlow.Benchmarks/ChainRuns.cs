using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace MarketFlow.Benchmarks;

/// <summary>Measures chains: one pass of the job per iteration, in the steady state, the next pass being made in between.</summary>
/// <remarks>Every chain is checked against a plain model first; so all variants of a run have come to the same.</remarks>
public abstract class ChainRuns
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(1.5);
    private MarketJob _job = null!;
    private IChain _chain = null!;

    [IterationSetup]
    public void MakeNextPass()
    {
        _job.Advance();
        _chain.Prepare(_job);
    }

    [GlobalCleanup]
    public void Close() => _chain.Dispose();

    private protected void Open(Func<MarketJob, IChain> open, int symbols = 8_000)
    {
        _job = new(symbols);
        _chain = open(_job);
        _chain.Prepare(_job);
        Pass();
        if (_chain.Differs(new(_job, _chain.Parts)) is { } difference)
        {
            throw new InvalidOperationException($"{GetType().Name}: {difference}");
        }

        // a pass is short, and the compiler takes its time; by now it should know the code
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < _warmUp;)
        {
            MakeNextPass();
            Pass();
        }
    }

    private protected ulong Pass()
    {
        var total = _chain.Out.Count + (_chain.Parts.HasFlag(Parts.Unique) ? _job.Distinct : MarketJob.Length);
        for (var from = 0; from < MarketJob.Length; from += MarketJob.BatchLength)
        {
            _chain.Take(_job, from);
        }

        _chain.Await(total);
        return _chain.Out.Sum;
    }
}
