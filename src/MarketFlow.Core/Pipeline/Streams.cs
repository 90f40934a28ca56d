namespace MarketFlow;

/// <summary>The plain operators of a pipeline between its stages.</summary>
/// <remarks>
/// Rx has them all, but Rx's swallow an event that is under way when another thread disposes. The stage before has entered it as emitted, and
/// the next one never receives it, so that the ledger reports it as lost between the two. These pass it on.
/// </remarks>
internal static class Streams
{
    /// <summary>The events for which a predicate is true. If it throws, the stream ends with that exception.</summary>
    public static IObservable<T> Only<T>(this IObservable<T> source, Func<T, bool> isWanted) =>
        new SinkObservable<T, T>(source, observer => new OnlySink<T>(observer, isWanted));

    /// <summary>The events of one type.</summary>
    public static IObservable<TResult> OnlyOf<T, TResult>(this IObservable<T> source)
        where TResult : T =>
        new SinkObservable<T, TResult>(source, observer => new OnlyOfSink<T, TResult>(observer));

    /// <summary>Passes every event on, and enters it.</summary>
    public static IObservable<T> Entered<T>(this IObservable<T> source, LedgerStage stage) =>
        new SinkObservable<T, T>(source, observer => new EnteredSink<T>(observer, stage));

    /// <summary>One subscription to the source for a known number of subscribers, which begins when the last of them has come.</summary>
    /// <remarks>It ends when they have all left. For one use: it does not begin again.</remarks>
    public static IObservable<T> Shared<T>(this IObservable<T> source, int subscribers) =>
        subscribers == 1 ? source : new SharedStream<T>(source, subscribers);

    private sealed class OnlySink<T>(IObserver<T> downstream, Func<T, bool> isWanted) : Sink<T, T>(downstream)
    {
        public override void OnNext(T value)
        {
            bool isPassed;
            try
            {
                isPassed = isWanted(value);
            }
            catch (Exception error)
            {
                OnError(error);
                return;
            }

            if (isPassed)
            {
                Pass(value, stage: null);
            }
        }
    }

    private sealed class OnlyOfSink<T, TResult>(IObserver<TResult> downstream) : Sink<T, TResult>(downstream)
        where TResult : T
    {
        public override void OnNext(T value)
        {
            if (value is TResult result)
            {
                Pass(result, stage: null);
            }
        }
    }

    private sealed class EnteredSink<T>(IObserver<T> downstream, LedgerStage stage) : Sink<T, T>(downstream)
    {
        public override void OnNext(T value) => Pass(value, stage);
    }
}
