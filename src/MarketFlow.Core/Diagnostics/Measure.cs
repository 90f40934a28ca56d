namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Notes how old each event is as it passes; the events themselves go on unchanged, on the source's thread.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="stage">Name of the place in the flow. Several streams may share one.</param>
    /// <param name="meter">Takes the ages.</param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <returns>The events, unchanged and in order. If a delegate of the meter throws, the result ends with that exception.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>Remembers nothing itself, allocates nothing per event, and costs one look at the clock.</remarks>
    public static IObservable<T> Measure<T>(this IObservable<T> source, string stage, FlowMeter<T> meter)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(meter);

        var ages = meter.Stage(stage); // opened in the order in which the flow is written down
        return new SinkObservable<T, T>(source, observer => new MeasureSink<T>(observer, ages, meter));
    }

    private sealed class MeasureSink<T>(IObserver<T> downstream, StageAges stage, FlowMeter<T> meter) : Sink<T, T>(downstream)
    {
        public override void OnNext(T value)
        {
            try
            {
                meter.Passed(value, stage);
            }
            catch (Exception error)
            {
                OnError(error);
                return;
            }

            Pass(value, stage: null);
        }
    }
}
