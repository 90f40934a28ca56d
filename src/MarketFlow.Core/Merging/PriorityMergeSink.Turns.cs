using System.Runtime.ExceptionServices;

namespace MarketFlow;

/// <content>
/// The consumer's side: turns, each one piece of work on the clock. There is one at a time, on any scheduler: the first wake-up schedules
/// a turn, and a turn ends by taking back the wake-ups that it has seen, as its last act. If more have come meanwhile, it goes on.
/// </content>
internal sealed partial class PriorityMergeSink<T>
{
    // The clock's other work (timers of channels, say) gets its turn in between.
    private const int EventsPerTurn = 1_024;

    // The clock is read before each run of so many events, not before each event.
    private const int EventsPerRun = 16;
    private const int NoThread = 0;

    private void Emit()
    {
        try
        {
            // Once the next turn is scheduled it may already run, on another thread: nothing may be touched any more.
            while (EmitOneTurn() && !new MergeTurn(_emit, _failRepeated).TrySchedule(_clock))
            {
            }
        }
        catch (Exception error)
        {
            _thrown ??= ExceptionDispatchInfo.Capture(error);
            TryStop(); // a consumer that throws is unsubscribed
            SettleHands();
            (_downstream as IDetachable)?.Detach(_thrown);
            throw;
        }
    }

    /// <summary>Emits what waits.</summary>
    /// <returns>True where more waits, and the turn is to be passed on. After false it has ended: another one may already run.</returns>
    private bool EmitOneTurn()
    {
        Volatile.Write(ref _turnThread, Environment.CurrentManagedThreadId);
        var wakes = Volatile.Read(ref _wakes);
        var left = EventsPerTurn;
        while (!IsStopped)
        {
            // Read before looking into the lanes: what came before the end is then still found there.
            var isEnding = _error is not null || Volatile.Read(ref _running) == 0;
            var lane = _turns.Next();
            if (lane >= 0 && left > 0)
            {
                left -= Math.Max(1, EmitFrom(lane, left));
            }
            else if (lane >= 0)
            {
                SettleHands();
                Array.ForEach(_buffers, FailIfFaulty);
                Volatile.Write(ref _turnThread, NoThread);
                return true;
            }
            else if (isEnding)
            {
                End();
                return false;
            }
            else if (!IsSomethingOnItsWay() && Array.TrueForAll(_buffers, buffer => buffer.TrySleep()))
            {
                Volatile.Write(ref _turnThread, NoThread);
                if (Interlocked.Add(ref _wakes, -wakes) == 0)
                {
                    return false;
                }

                Volatile.Write(ref _turnThread, Environment.CurrentManagedThreadId);
                wakes = Volatile.Read(ref _wakes);
            }
        }

        SettleHands();
        return false;
    }

    // To sleep and be woken costs several microseconds on both sides; a producer on another thread that is in the middle of a frame
    // brings the next events before that. Looking all the time would slow it down: each look takes the lane's memory from it.
    private bool IsSomethingOnItsWay()
    {
        const int Pause = 100; // about 2.5 microseconds
        if (_feeder == Environment.CurrentManagedThreadId || Environment.ProcessorCount == 1)
        {
            return false;
        }

        Thread.SpinWait(Pause);
        return !Array.TrueForAll(_hands, hand => hand.IsIdle);
    }

    /// <summary>Emits from a lane until something waits in a higher one, or another one must have its turn.</summary>
    /// <returns>How many events it emitted; none where all that it looked at had expired.</returns>
    private int EmitFrom(int lane, int max)
    {
        var hand = _hands[lane];
        hand.Fill(max);
        FailIfFaulty(_buffers[lane]);
        var burst = _turns.BurstOf(lane, Math.Min(hand.Count, max));
        var emitted = 0;
        while (emitted < burst && !IsStopped && (emitted == 0 || _turns.IsHighest(lane)))
        {
            if (emitted % EventsPerRun == 0 && emitted > 0 && !hand.IsFresh)
            {
                break;
            }

            emitted++;
            _downstream.OnNext(hand.Take());
        }

        _turns.Note(lane, emitted);
        return emitted;
    }

    // Of a lane that is closed, the events are removed as shutdown.
    private void SettleHands() => Array.ForEach(_hands, hand => hand.PutBack());

    private void FailIfFaulty(LaneBuffer<T> buffer)
    {
        if (buffer.Fault is { } fault)
        {
            Fail(fault);
        }
    }

    private void End()
    {
        if (!TryStop())
        {
            SettleHands();
        }
        else if (_error is { } error)
        {
            _downstream.OnError(error);
        }
        else
        {
            _downstream.OnCompleted();
        }
    }
}
