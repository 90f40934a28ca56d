using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;

namespace MarketFlow.Benchmarks;

/// <summary>Hands every event to another thread by way of System.Threading.Channels, in its quickest form: one reader, one writer, no bound.</summary>
internal readonly struct ThroughChannel : INext
{
    private readonly Channel<Tick> _channel =
        Channel.CreateUnbounded<Tick>(new() { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    public ThroughChannel() => _ = Task.Run(ReadAsync);

    public Sums Out { get; } = new();

    public void OnNext(in Tick value) => _channel.Writer.TryWrite(value);

    public void Await(int total) => Out.Await(total);

    public void Dispose() => _channel.Writer.Complete();

    private async Task ReadAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            while (_channel.Reader.TryRead(out var value))
            {
                Out.OnNext(value);
            }
        }
    }
}

/// <summary>Hands every event to another thread by way of TPL Dataflow, in its quickest form: one producer, no bound.</summary>
internal readonly struct ThroughBlock : INext
{
    private readonly ActionBlock<Tick> _block;

    public ThroughBlock() => _block = new(Out.OnNext, new() { SingleProducerConstrained = true });

    public Sums Out { get; } = new();

    public void OnNext(in Tick value) => _block.Post(value);

    public void Await(int total) => Out.Await(total);

    public void Dispose() => _block.Complete();
}
