using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Lets at most one event per key and interval through: the first at once, then the newest when the interval is over.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="keyOf">What an event is about, e.g. its symbol. Called once per event, in order, on the source's thread.</param>
    /// <param name="interval">Least time between two events of one key, counted from when the earlier one went out. Must be positive.</param>
    /// <param name="clock">Supplies "now" and one timer at a time. Set back, it delays what is held by as much.</param>
    /// <param name="stage">Its account: a replaced event is <see cref="RemovalReason.Conflated"/>, one that waits is held.</param>
    /// <param name="comparer">Tells keys apart; the key type's own equality by default.</param>
    /// <param name="replaces">
    /// Says of the event that is held and of the next one of its key whether the next replaces it, e.g.
    /// <see cref="EventRecency.Replaces(MarketEvent, MarketEvent)"/>; where it does not, the next one is removed as
    /// <see cref="RemovalReason.Conflated"/>. By default the one that came last is held. Called within a short lock; must not block.
    /// </param>
    /// <returns>
    /// The first event of a key at once, on the source's thread. What comes less than <paramref name="interval"/> after the key's
    /// last one is held, and a newer one replaces it; the held one leaves when the interval is over and starts a new interval. It
    /// leaves on the clock's thread, or on the source's where an event arrives at that very time. Keys do not touch each other.
    /// Events that are due at the same instant leave in the order in which their keys began to hold one.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is zero or negative.</exception>
    /// <remarks>
    /// Completion and errors: what is held goes out first, at once and in order of due time, then the end.
    /// Disposal, or a consumer that throws: what is held is removed as <see cref="RemovalReason.Shutdown"/>.
    /// If <paramref name="keyOf"/> or <paramref name="replaces"/> throws, its event is removed as <see cref="RemovalReason.Invalid"/>, and the result ends like that.
    /// Threads: the consumer is never called by two at once, and neither the source nor the clock waits for it. What falls due while it
    /// is busy on the other thread stays held, and may still be replaced: a slow consumer gets newer events, not a longer queue.
    /// Memory: the keys of the last interval, each with at most one event; forgotten in passing, by the next event or timer.
    /// </remarks>
    public static IObservable<T> Conflate<T, TKey>(
        this IObservable<T> source,
        Func<T, TKey> keyOf,
        TimeSpan interval,
        IScheduler clock,
        LedgerStage? stage = null,
        IEqualityComparer<TKey>? comparer = null,
        Func<T, T, bool>? replaces = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);

        return Observable.Create<T>(observer =>
        {
            var sink = new ConflateSink<T, TKey>(observer, keyOf, new(interval, comparer, replaces), clock, stage);
            sink.SubscribeTo(source);
            return sink;
        });
    }

    // Not built on SerialDelivery: what were decided and queued for a busy consumer could no longer be replaced, and would pile up
    // by one event per key and interval. Here nothing is decided before the consumer is free to take it.
    private sealed class ConflateSink<T, TKey>(
        IObserver<T> downstream, Func<T, TKey> keyOf, HeldByKey<T, TKey> held, IScheduler clock, LedgerStage? stage)
        : IObserver<T>, IDisposable
        where TKey : notnull
    {
        private readonly Lock _gate = new();
        private readonly HeldByKey<T, TKey> _held = held;
        private readonly SingleAssignmentDisposable _upstream = new();
        private readonly SerialDisposable _timer = new();
        private DateTimeOffset _wakesAt = DateTimeOffset.MaxValue;
        private Exception? _error;
        private bool _isEnding;
        private bool _isDelivering;
        private bool _isStopped;

        public void SubscribeTo(IObservable<T> source) => _upstream.Disposable = source.SubscribeSafe(this);

        public void OnNext(T value)
        {
            Deliver(); // what is due by now was due before this one came
            try
            {
                var key = keyOf(value);
                lock (_gate)
                {
                    Hold(key, value);
                }
            }
            catch (Exception error)
            {
                Reject();
                OnError(error);
                _upstream.Dispose();
                return;
            }

            Deliver();
        }

        public void OnError(Exception error) => End(error);

        public void OnCompleted() => End(error: null);

        public void Dispose()
        {
            lock (_gate)
            {
                if (!_isStopped && _held.Count > 0)
                {
                    stage?.Changed(received: 0, emitted: 0, removed: _held.Count, RemovalReason.Shutdown, heldNow: 0);
                }

                _isStopped = true;
                _held.Clear();
            }

            _timer.Dispose();
            _upstream.Dispose();
        }

        private void Hold(TKey key, T value)
        {
            if (_isStopped || _isEnding)
            {
                return;
            }

            var isReplacing = !_held.Hold(key, value, clock.Now);
            stage?.Changed(received: 1, emitted: 0, removed: isReplacing ? 1 : 0, RemovalReason.Conflated, _held.Count);
        }

        private void Reject()
        {
            lock (_gate)
            {
                if (!_isStopped && !_isEnding)
                {
                    stage?.Changed(received: 1, emitted: 0, removed: 1, RemovalReason.Invalid, _held.Count);
                }
            }
        }

        private void End(Exception? error)
        {
            lock (_gate)
            {
                if (_isEnding)
                {
                    return;
                }

                _isEnding = true;
                _error = error;
            }

            Deliver();
        }

        private void Wake()
        {
            lock (_gate)
            {
                _wakesAt = DateTimeOffset.MaxValue;
            }

            Deliver();
        }

        // Whoever finds nobody delivering, delivers; the others leave at once, for he looks again before he goes.
        private void Deliver()
        {
            lock (_gate)
            {
                if (_isDelivering)
                {
                    return;
                }

                _isDelivering = true;
            }

            while (TryTake(out var value, out var isEnd))
            {
                if (isEnd)
                {
                    DeliverEnd();
                    return;
                }

                downstream.OnNext(value); // if it throws, Observable.Create disposes this sink
            }
        }

        private bool TryTake(out T value, out bool isEnd)
        {
            lock (_gate)
            {
                value = default!;
                isEnd = false;
                if (_isStopped)
                {
                    return _isDelivering = false;
                }

                var now = clock.Now;
                _held.ForgetKeys(now);
                if (_held.Count > 0 && (_held.NextDue <= now || _isEnding))
                {
                    value = _held.Take(now);
                    stage?.Changed(received: 0, emitted: 1, heldNow: _held.Count);
                    return true;
                }

                WakeAt(_held.NextDue, now);
                isEnd = _isStopped = _isEnding;
                return _isDelivering = isEnd;
            }
        }

        private void WakeAt(DateTimeOffset due, DateTimeOffset now)
        {
            if (due != _wakesAt)
            {
                _wakesAt = due;
                _timer.Disposable = due == DateTimeOffset.MaxValue ? Disposable.Empty : clock.Schedule(this, due - now, static (_, sink) =>
                {
                    sink.Wake();
                    return Disposable.Empty;
                });
            }
        }

        private void DeliverEnd()
        {
            if (_error is null)
            {
                downstream.OnCompleted();
            }
            else
            {
                downstream.OnError(_error);
            }
        }
    }
}
