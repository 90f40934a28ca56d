using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>Takes one batch at a time past the breaker and through processing, and hands the results on.</summary>
/// <remarks>
/// The sinks call <see cref="Process"/> one batch at a time. No lock is held while the caller's code runs.
/// </remarks>
internal sealed class ChannelStep<T, TResult>(
    ChannelOptions<T> options,
    Func<IReadOnlyList<T>, IEnumerable<TResult>> process,
    IObserver<ChannelFault<T>> faults,
    IScheduler clock,
    ChannelAccount<T> account,
    ChannelMonitor monitor,
    IObserver<TResult> downstream)
{
    private List<TResult>? _spareResults = [];
    private volatile ChannelState _state = monitor.State = ChannelState.Closed;

    public ChannelOptions<T> Options => options;

    public ChannelMonitor Monitor => monitor;

    public ChannelAccount<T> Account => account;

    /// <summary>Says why an event is turned away on arrival, or null where it is not; with the fault to report if it is invalid.</summary>
    public RemovalReason? ReasonToRefuse(T value, out ChannelFault<T>? fault)
    {
        fault = null;
        if (IsBreakerOpen())
        {
            return RemovalReason.BreakerOpen;
        }

        fault = Validate(value);
        return fault is null ? null : RemovalReason.Invalid;
    }

    /// <summary>Processes a batch and delivers its results.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="received">How many of them have not been accounted for as received, and so are not in hand yet: all or none.</param>
    public void Process(IReadOnlyList<T> batch, int received = 0)
    {
        var held = batch.Count - received;
        if (account.IsClosed || IsBreakerOpen())
        {
            account.Settle(held, received, removed: batch.Count, reason: account.IsClosed ? RemovalReason.Shutdown : RemovalReason.BreakerOpen);
            return;
        }

        var results = _spareResults ?? []; // in use by a batch further up the stack where the source re-enters
        _spareResults = null;
        try
        {
            var error = Run(batch, results);
            if (account.IsClosed)
            {
                account.Settle(held, received, removed: batch.Count, reason: RemovalReason.Shutdown);
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
                account.Settle(held, received, removed: batch.Count, reason: RemovalReason.Invalid);
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
            account.Settle(held, received, removed: inputs, reason: RemovalReason.Filtered);
            return;
        }

        var undelivered = results.Count - 1;
        account.Settle(
            held - undelivered, received, emitted: 1, removed: Math.Max(0, inputs - results.Count), reason: RemovalReason.Filtered,
            created: Math.Max(0, results.Count - inputs));
        try
        {
            downstream.OnNext(results[0]);
            for (var i = 1; i < results.Count && !account.IsClosed; i++)
            {
                undelivered--;
                account.Settle(held: 1, received: 0, emitted: 1);
                downstream.OnNext(results[i]);
            }
        }
        finally
        {
            if (undelivered > 0)
            {
                account.Settle(undelivered, received: 0, removed: undelivered, reason: RemovalReason.Shutdown);
            }
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
