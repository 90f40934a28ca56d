using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>What bars from trades do per subscription: enters each trade, and takes out what is due.</summary>
internal sealed class AggregateBarsSink(
    IObserver<Bar> downstream,
    BarAggregationOptions options,
    BarBook bars,
    IScheduler clock,
    LedgerStage? stage,
    IObserver<Trade>? tooLate,
    IObserver<Status>? notUndone)
    : TimedSink<MarketEvent, Bar>(downstream, clock)
{
    private readonly IScheduler _clock = clock;
    private bool _isEntered;

    protected override DateTimeOffset NextDue => bars.NextDue < DueTime.Never.Ticks ? new(bars.NextDue, TimeSpan.Zero) : DueTime.Never;

    protected override void Receive(MarketEvent value)
    {
        if (value is Trade trade)
        {
            Receive(trade);
        }
        else if (value is Status { Change: { } change })
        {
            Receive(value, change);
        }
    }

    protected override bool TryTake(DateTimeOffset now, bool isEnding, [MaybeNullWhen(false)] out Bar value)
    {
        var isTaken = bars.TryTake(now.UtcTicks, isEnding, out value);
        if (isTaken || bars.Created > 0 || HasLeft)
        {
            stage?.Changed(received: 0, emitted: isTaken ? 1 : 0, removed: 0, heldNow: HeldYet, created: bars.Created);
            EnterLeft();
        }

        return isTaken;
    }

    protected override void Reject()
    {
        if (!_isEntered)
        {
            Enter(TradeFate.Invalid);
            bars.TakeWrong();
        }

        _isEntered = false;
    }

    protected override void Refuse(MarketEvent value)
    {
        if (value is Trade && !_isEntered)
        {
            base.Refuse(value);
        }

        _isEntered = false;
    }

    protected override void Discard()
    {
        stage?.Changed(received: 0, emitted: 0, removed: bars.Held, RemovalReason.Shutdown, heldNow: 0);
        bars.Clear();
    }

    private bool HasLeft => bars.Overflowed + bars.Unpriced + bars.Joined + bars.Invalid + bars.Wrong > 0;

    // With what is to be entered as removed in entries of its own.
    private int HeldYet => bars.Held + bars.Overflowed + bars.Unpriced + bars.Joined + bars.Invalid + bars.Wrong;

    private void Receive(Trade value)
    {
        ArgumentNullException.ThrowIfNull(value.Symbol);
        var updates = options.Counts is null || options.Counts(value) ? options.Eligibility(value) & TradeUpdates.All : TradeUpdates.None;
        TradeFate fate;
        Trade[] wrong = [];
        lock (Gate)
        {
            if (HasEnded)
            {
                Refuse(value);
                return;
            }

            fate = updates == TradeUpdates.None ? TradeFate.NotCounted : bars.Add(value, updates, _clock.Now.UtcTicks);
            Enter(fate);
            wrong = bars.Wrong == 0 ? wrong : bars.TakeWrong();
        }

        foreach (var trade in wrong)
        {
            Report(tooLate, trade);
        }

        if (fate == TradeFate.TooLate)
        {
            Report(tooLate, value);
        }
    }

    // An observer of the caller's that throws ends the stream, as a delegate does; what it was to receive is in the account already.
    private void Report<T>(IObserver<T>? observer, T value)
    {
        try
        {
            observer?.OnNext(value);
        }
        catch (Exception)
        {
            _isEntered = true;
            throw;
        }
    }

    private void Receive(MarketEvent value, TradeChange change)
    {
        bool isDone;
        lock (Gate)
        {
            if (HasEnded)
            {
                return;
            }

            _isEntered = true; // it is no trade, and so not in the account
            isDone = bars.TryChange(value.Symbol, change, value.Source);
            _isEntered = false;
            stage?.Changed(received: 0, emitted: 0, removed: 0, heldNow: HeldYet, created: bars.Created);
            EnterLeft();
        }

        if (!isDone)
        {
            Report(notUndone, NotUndone.Because(value, change, "Bars from trades: no bar keeps it. If it arrives later, it is changed then."));
        }
    }

    // A trade leaves its symbol's bar open, or goes on as a bar; what found no room beside it is an entry of its own.
    private void Enter(TradeFate fate)
    {
        var reason = fate switch
        {
            TradeFate.Joined => RemovalReason.Conflated,
            TradeFate.NotCounted => RemovalReason.Filtered,
            TradeFate.TooLate => RemovalReason.Expired,
            _ => RemovalReason.Invalid,
        };
        stage?.Changed(received: 1, emitted: 0, removed: fate == TradeFate.Held ? 0 : 1, reason, HeldYet, bars.Created);
        EnterLeft();
    }

    // Each parked trade is an entry of its own until it is decided what becomes of it.
    private void EnterLeft()
    {
        if (!HasLeft)
        {
            bars.Created = 0;
            return;
        }

        var left = HeldYet;
        foreach (var (count, reason) in new[]
        {
            (bars.Overflowed, RemovalReason.Overflow), (bars.Unpriced, RemovalReason.Filtered), (bars.Joined, RemovalReason.Conflated),
            (bars.Invalid, RemovalReason.Invalid), (bars.Wrong, RemovalReason.Expired),
        })
        {
            left -= count;
            stage?.Changed(received: 0, emitted: 0, count, reason, left);
        }

        (bars.Created, bars.Overflowed, bars.Unpriced, bars.Joined, bars.Invalid) = (0, 0, 0, 0, 0);
    }
}
