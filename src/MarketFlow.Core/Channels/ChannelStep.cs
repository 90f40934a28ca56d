using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>Takes one batch at a time past the breaker and through processing, and hands the results on.</summary>
/// <remarks>
/// Whoever uses it sees to it that <see cref="Process"/> never overlaps with itself. What arrives meanwhile on another thread is accounted
/// for through it too, under <see cref="Gate"/>, since a ledger stage takes one entry at a time. The gate is never held while
/// code of the user's runs.
/// </remarks>
internal sealed class ChannelStep<T, TResult>(
    ChannelOptions<T> options,
    Func<IReadOnlyList<T>, IEnumerable<TResult>> process,
    IObserver<ChannelFault<T>> faults,
    IScheduler clock,
    LedgerStage? stage,
    ChannelMonitor monitor,
    IObserver<TResult> downstream)
{
    private List<TResult>? _spareResults = [];
    private int _inHand; // events in process, or their results that are still to be delivered
    private volatile ChannelState _state = monitor.State = ChannelState.Closed;
    private volatile bool _isDisposed;

    public ChannelOptions<T> Options => options;

    public ChannelMonitor Monitor => monitor;

    public Lock Gate { get; } = new();

    /// <summary>What waits to be processed, in order of arrival. Touched under <see cref="Gate"/> alone.</summary>
    public Queue<T> Waiting { get; } = new();

    /// <summary>Says why an event is turned away on arrival, or null where it is not; with the fault to report if it is invalid.</summary>
    public RemovalReason? ReasonToRefuse(T value, out ChannelFault<T>? fault)
    {
        fault = null;
        if (_isDisposed)
        {
            return RemovalReason.Shutdown;
        }

        if (IsBreakerOpen())
        {
            return RemovalReason.BreakerOpen;
        }

        fault = Validate(value);
        return fault is null ? null : RemovalReason.Invalid;
    }

    /// <summary>Says why an event that is valid cannot wait, or null where it can. Called under <see cref="Gate"/>.</summary>
    public RemovalReason? ReasonNotToHold() =>
        _isDisposed ? RemovalReason.Shutdown : Waiting.Count >= options.Capacity ? RemovalReason.Overflow : null;

    /// <summary>Enters a change of the account. Takes <see cref="Gate"/>, which may be held already.</summary>
    public void Account(int received = 0, int emitted = 0, int removed = 0, RemovalReason reason = default, int created = 0)
    {
        lock (Gate)
        {
            stage?.Changed(received, emitted, removed, reason, Waiting.Count + _inHand, created);
        }
    }

    /// <summary>Takes the oldest of what waits as a batch of its own, which nobody else ever writes to.</summary>
    public T[] TakeBatch(int size)
    {
        lock (Gate)
        {
            var batch = new T[Math.Min(size, Waiting.Count)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = Waiting.Dequeue();
            }

            _inHand += batch.Length;
            return batch;
        }
    }

    /// <summary>Processes a batch and delivers its results.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="received">How many of them have not been accounted for as received, and so are not in hand yet: all or none.</param>
    public void Process(IReadOnlyList<T> batch, int received = 0)
    {
        var held = batch.Count - received;
        if (_isDisposed || IsBreakerOpen())
        {
            Settle(held, received, removed: batch.Count, reason: _isDisposed ? RemovalReason.Shutdown : RemovalReason.BreakerOpen);
            return;
        }

        var results = _spareResults ?? []; // in use by a batch further up the stack where the source re-enters
        _spareResults = null;
        try
        {
            var error = Run(batch, results);
            if (_isDisposed)
            {
                Settle(held, received, removed: batch.Count, reason: RemovalReason.Shutdown);
            }
            else if (error is null)
            {
                SetState(_state.AfterSuccess());
                Deliver(results, batch.Count, held, received);
            }
            else
            {
                var kept = batch.Count == 1 ? [batch[0]] : batch; // a list of one is used again for the next event
                var fault = new ChannelFault<T>(options.Name, kept, InWords(error), error, clock.Now);
                SetState(_state.AfterFailure(fault.Reason, fault.At, options.BreakerThreshold, options.BreakerCooldown));
                Settle(held, received, removed: batch.Count, reason: RemovalReason.Invalid);
                Report(fault);
            }
        }
        finally
        {
            results.Clear();
            _spareResults = results;
        }
    }

    public void Report(ChannelFault<T> fault)
    {
        try
        {
            faults.OnNext(fault);
        }
        catch (Exception)
        {
            monitor.CountUnheardFault(); // whoever listens for faults must not become one of the channel's
        }
    }

    /// <summary>Removes what waits. What is in process is removed by the thread that processes it.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        lock (Gate)
        {
            var removed = Waiting.Count;
            Waiting.Clear();
            Account(removed: removed, reason: RemovalReason.Shutdown);
        }
    }

    private static string InWords(Exception error) => $"{error.GetType().Name}: {error.Message}";

    private ChannelFault<T>? Validate(T value)
    {
        try
        {
            return options.Validate?.Invoke(value) is { } reason ? new(options.Name, [value], reason, Error: null, clock.Now) : null;
        }
        catch (Exception error)
        {
            return new(options.Name, [value], InWords(error), error, clock.Now);
        }
    }

    // Results are materialised before any is delivered, so that a batch succeeds or fails as a whole.
    private Exception? Run(IReadOnlyList<T> batch, List<TResult> results)
    {
        try
        {
            results.AddRange(process(batch) ?? throw new InvalidOperationException("Processing gave null; it must give a sequence."));
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private void Deliver(List<TResult> results, int inputs, int held, int received)
    {
        if (results.Count == 0)
        {
            Settle(held, received, removed: inputs, reason: RemovalReason.Filtered);
            return;
        }

        var undelivered = results.Count - 1;
        Settle(
            held - undelivered, received, emitted: 1, removed: Math.Max(0, inputs - results.Count), reason: RemovalReason.Filtered,
            created: Math.Max(0, results.Count - inputs));
        try
        {
            downstream.OnNext(results[0]);
            for (var i = 1; i < results.Count && !_isDisposed; i++)
            {
                undelivered--;
                Settle(held: 1, received: 0, emitted: 1);
                downstream.OnNext(results[i]);
            }
        }
        finally
        {
            if (undelivered > 0)
            {
                Settle(undelivered, received: 0, removed: undelivered, reason: RemovalReason.Shutdown);
            }
        }
    }

    /// <summary>Enters what became of events that were in hand, or of ones just received.</summary>
    private void Settle(int held, int received, int emitted = 0, int removed = 0, RemovalReason reason = default, int created = 0)
    {
        lock (Gate)
        {
            _inHand -= held;
            Account(received, emitted, removed, reason, created);
        }
    }

    private void SetState(ChannelState state)
    {
        if (!ReferenceEquals(state, _state))
        {
            monitor.State = _state = state;
        }
    }

    // Looks at the clock only while there is something to wait for: asking a real one costs more than passing an event on.
    private bool IsBreakerOpen() => _state is { OpenUntil: not null } state && state.IsOpen(clock.Now);
}
