using System.Collections.Immutable;
using System.Reactive.Concurrency;

namespace MarketFlow.Testing;

/// <summary>Writes down every notification with its time, and checks the Rx grammar: no overlap, nothing after the end.</summary>
/// <remarks>
/// Rx's own <c>Subscribe(Action)</c> and <c>ObserverBase</c> hide violations by ignoring what comes after the end.
/// Subscribe this observer itself. Safe to call from several threads: that is what it is there to find out.
/// Memory: everything it has seen.
/// </remarks>
/// <typeparam name="T">What flows.</typeparam>
/// <param name="clock">Supplies the time of each notification; null where times are of no interest.</param>
public sealed class RecordingObserver<T>(IScheduler? clock = null) : IObserver<T>
{
    private readonly Lock _gate = new();
    private readonly List<Recorded<T>> _received = [];
    private readonly List<string> _violations = [];
    private int _inside;
    private int _insideThread;

    /// <summary>Called within each <c>OnNext</c>, e.g. to dispose, to throw, or to look at a ledger in mid-stream.</summary>
    public Action<T>? WhileReceiving { get; init; }

    /// <summary>The values with their times, in order of arrival.</summary>
    public IReadOnlyList<Recorded<T>> Received => Copy(_received);

    /// <summary>The values, in order of arrival.</summary>
    public IReadOnlyList<T> Values => [.. Received.Select(recorded => recorded.Value)];

    /// <summary>The error that ended the stream, or null.</summary>
    public Exception? Error { get; private set; }

    /// <summary>True once the stream has completed.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>True once the stream has completed or failed.</summary>
    public bool HasEnded => IsCompleted || Error is not null;

    /// <summary>Breaches of the Rx grammar, in words; empty where there was none.</summary>
    public IReadOnlyList<string> Violations => Copy(_violations);

    /// <inheritdoc/>
    public void OnNext(T value) =>
        Receive("OnNext", () =>
        {
            lock (_gate)
            {
                _received.Add(new(value, clock?.Now ?? default));
            }

            WhileReceiving?.Invoke(value);
        });

    /// <inheritdoc/>
    public void OnError(Exception error) => Receive("OnError", () => Error = error);

    /// <inheritdoc/>
    public void OnCompleted() => Receive("OnCompleted", () => IsCompleted = true);

    /// <summary>Throws where the Rx grammar was breached.</summary>
    /// <exception cref="InvalidOperationException">It was; the message says how.</exception>
    public void AssertGrammar()
    {
        if (Violations is { Count: > 0 } violations)
        {
            throw new InvalidOperationException($"The Rx grammar was breached {violations.Count} times: {string.Join("; ", violations.Take(5))}");
        }
    }

    private void Receive(string what, Action receive)
    {
        if (HasEnded)
        {
            Violate($"{what} after the end");
        }

        // A re-entrant call is not an overlap of threads, but breaks the grammar just the same.
        if (Interlocked.Increment(ref _inside) > 1)
        {
            Violate(_insideThread == Environment.CurrentManagedThreadId ? $"{what} from within a notification" : $"{what} while another notification is under way");
        }

        _insideThread = Environment.CurrentManagedThreadId;
        try
        {
            receive();
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private void Violate(string violation)
    {
        lock (_gate)
        {
            _violations.Add(violation);
        }
    }

    private ImmutableArray<TItem> Copy<TItem>(List<TItem> items)
    {
        lock (_gate)
        {
            return [.. items];
        }
    }
}

/// <summary>A value and when it was received.</summary>
/// <typeparam name="T">What flows.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="At">When, by the clock that the recording observer was given.</param>
public readonly record struct Recorded<T>(T Value, DateTimeOffset At);
