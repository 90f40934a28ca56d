namespace MarketFlow.Benchmarks;

/// <summary>Where every chain ends: adds up what arrives, once regardless of the order and once with it.</summary>
internal sealed class Sums : IObserver<Tick>, IObserver<TickRecord>, IObserver<MarketEvent>
{
    private int _count;

    public ulong Sum { get; private set; }

    public ulong InOrder { get; private set; }

    /// <summary>How many have arrived, readable from another thread.</summary>
    public int Count => Volatile.Read(ref _count);

    public void OnNext(Tick value) => Add(value.Hash);

    public void OnNext(TickRecord value) => Add(
        new Tick { Key = MarketJob.KeyOf(value.Symbol, value.Sequence), Vwap = value.Vwap, High = value.High, Low = value.Low }.Hash);

    public void OnNext(MarketEvent value) => Add((ulong)value.Time.UnixNanoseconds);

    public void OnError(Exception error) => throw new InvalidOperationException("The chain failed.", error);

    public void OnCompleted()
    {
    }

    public void Add(ulong hash)
    {
        Sum += hash;
        InOrder = (InOrder * 31) + hash;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Says how these differ from what they should be; null where they do not.</summary>
    public string? DifferFrom(Sums expected, bool isInOrder) =>
        Count != expected.Count ? $"{Count} events arrived; should be {expected.Count}."
        : Sum != expected.Sum ? "The sum of what arrived is another."
        : isInOrder && InOrder != expected.InOrder ? "The order of what arrived is another."
        : null;

    /// <summary>Returns when so many have arrived.</summary>
    public void Await(int total)
    {
        for (var spinner = default(SpinWait); Count < total;)
        {
            spinner.SpinOnce();
        }
    }
}
