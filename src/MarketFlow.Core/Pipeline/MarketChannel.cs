using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>One of a pipeline's three channels, for monitoring.</summary>
public sealed class MarketChannel
{
    private readonly MarketChannelOptions _options;
    private readonly IObserver<ChannelFault<MarketEvent>> _faults;
    private readonly IScheduler _clock;

    internal MarketChannel(
        MarketChannelOptions options, IObserver<ChannelFault<MarketEvent>> faults, IScheduler clock, Ledger ledger, LedgerStage after)
    {
        _options = options;
        _faults = faults;
        _clock = clock;
        Stage = ledger.Stage(options.Channel.Name, after);
    }

    /// <summary>The channel's name: <c>tick</c>, <c>bars</c> or <c>fmv</c> unless configured otherwise.</summary>
    public string Name => _options.Channel.Name;

    /// <summary>How long it may gather a batch; zero where it gathers none.</summary>
    public TimeSpan MaxWait => _options.Channel.MaxWait;

    /// <summary>Breaker and failures.</summary>
    public ChannelMonitor Monitor { get; } = new();

    internal LedgerStage Stage { get; }

    internal IObservable<MarketEvent> Open(IObservable<MarketEvent> source) =>
        source.ProcessChannel(_options.Channel, _options.Process, _faults, _clock, Stage, Monitor);
}
