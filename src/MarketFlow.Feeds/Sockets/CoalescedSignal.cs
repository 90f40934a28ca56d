using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace MarketFlow.Feeds;

/// <summary>Signals on the clock that something has changed: once for all changes that wait by then, and never two at once.</summary>
internal sealed class CoalescedSignal
{
    private readonly IScheduler _clock;
    private readonly Action _emit;
    private int _changes;

    public CoalescedSignal(IScheduler clock)
    {
        var signals = new Subject<Unit>();
        (_clock, _emit, Signals) = (clock, () => signals.OnNext(Unit.Default), signals.AsObservable());
    }

    public IObservable<Unit> Signals { get; }

    /// <summary>Something has changed. Any thread; returns at once.</summary>
    public void Changed()
    {
        if (Interlocked.Increment(ref _changes) == 1)
        {
            _clock.Schedule(Emit);
        }
    }

    private void Emit()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _changes);
            _emit();
        }
        while (Interlocked.CompareExchange(ref _changes, 0, seen) != seen);
    }
}
