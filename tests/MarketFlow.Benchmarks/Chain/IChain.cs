namespace MarketFlow.Benchmarks;

/// <summary>One way of doing the job.</summary>
internal interface IChain : IDisposable
{
    Sums Out { get; }

    /// <summary>Makes what the chain takes out of the events of this pass; not in the times.</summary>
    void Prepare(MarketJob job)
    {
    }

    /// <summary>Does the job for one batch.</summary>
    /// <param name="job">The job.</param>
    /// <param name="from">Index of the batch's first event.</param>
    void Take(MarketJob job, int from);

    /// <summary>Returns when everything has arrived; does nothing where there is no other thread.</summary>
    /// <param name="total">How many will have arrived in all.</param>
    void Await(int total)
    {
    }

    /// <summary>What of the job it does; all unless it says otherwise.</summary>
    Parts Parts => Parts.All;

    /// <summary>Says what is wrong after the first pass; null where nothing is.</summary>
    string? Differs(PlainModel model);
}

/// <summary>A chain that takes the events as they are.</summary>
internal abstract class TickChain(bool isInOrder, Parts parts = Parts.All) : IChain
{
    public Parts Parts { get; } = parts;

    public virtual Sums Out { get; } = new();

    public abstract void Take(MarketJob job, int from);

    public virtual void Await(int total)
    {
    }

    public string? Differs(PlainModel model) => Out.DifferFrom(model.Ticks, isInOrder);

    public virtual void Dispose()
    {
    }
}

/// <summary>Parts of the job.</summary>
[Flags]
internal enum Parts
{
    None = 0,
    Unique = 1,
    State = 2,
    Order = 4,
    All = Unique | State | Order,
}
