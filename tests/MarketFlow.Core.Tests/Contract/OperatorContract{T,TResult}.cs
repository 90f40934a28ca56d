using System.Reactive.Concurrency;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What every operator of Core promises. A new operator inherits these tests: <see cref="EveryOperatorTests"/> demands it.</summary>
/// <typeparam name="T">What goes in.</typeparam>
/// <typeparam name="TResult">What comes out.</typeparam>
public abstract partial class OperatorContract<T, TResult>
{
    /// <summary>The time between two events of the scenario.</summary>
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(1);

    /// <summary>The name of the operator's method, as <c>nameof</c> gives it.</summary>
    public abstract string Operator { get; }

    /// <summary>Events for which something comes out, all of them within the operator's windows.</summary>
    protected abstract IReadOnlyList<T> Scenario { get; }

    /// <summary>Delegates of the caller that the scenario calls, as <see cref="Apply"/> names them to <see cref="Hooks"/>.</summary>
    protected virtual IReadOnlyList<string> Delegates => [];

    /// <summary>Those of the delegates whose result must not be null.</summary>
    protected virtual IReadOnlyList<string> Keys => [];

    /// <summary>How long it takes, in virtual time, until nothing more comes out.</summary>
    protected virtual TimeSpan Settles => TimeSpan.FromMinutes(30);

    /// <summary>True where the stage counts as emitted what the observer gets, and nothing else.</summary>
    protected virtual bool CountsDeliveries => true;

    /// <summary>The operator under test.</summary>
    protected abstract IObservable<TResult> Apply(IObservable<T> source, OperatorSetup setup);

    /// <summary>An event of a key of its own, for each number.</summary>
    protected abstract T Distinct(int number);

    /// <summary>What a result says, without instants of the operator's clock.</summary>
    protected virtual object? ContentOf(TResult result) => result;

    /// <summary>An operator with its source, its consumer and its account.</summary>
    private sealed class Run : IDisposable
    {
        private readonly IDisposable _subscription;

        public Run(OperatorContract<T, TResult> contract, IScheduler clock, Hooks? hooks = null, Action<TResult>? whileReceiving = null, int keep = int.MaxValue, bool isBehindRx = false)
        {
            Seen = new(keep: keep) { WhileReceiving = whileReceiving };
            Operated = contract.Apply(Source, new(clock, Stage, hooks ?? new()) { Ledger = Ledger });
            _subscription = (isBehindRx ? Operated.Select(value => value) : Operated).Subscribe(Seen);
        }

        public HandSource<T> Source { get; } = new();

        public RecordingObserver<TResult> Seen { get; }

        public Ledger Ledger { get; } = new();

        public LedgerStage Stage => field ??= Ledger.Stage("operator");

        public IObservable<TResult> Operated { get; }

        public LedgerStageSnapshot Account => Stage.Snapshot();

        public void Dispose() => _subscription.Dispose();

        /// <summary>The law that holds at every instant, and what holds at the end.</summary>
        public void AssertSettled()
        {
            Laws.NothingLeft(Ledger);
            Laws.Grammar(Seen);
        }
    }
}
