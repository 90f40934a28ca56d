namespace MarketFlow;

/// <summary>Told of every event that passes a measured stage, to follow single ones on their way.</summary>
/// <remarks>Called on the thread of each stage, several at once included; it must be quick and must not throw.</remarks>
/// <typeparam name="T">What flows.</typeparam>
public interface IStageTrace<in T>
{
    /// <summary>An event passes a stage.</summary>
    /// <param name="value">The event.</param>
    /// <param name="stage">The stage's name.</param>
    /// <param name="at">When.</param>
    void Passed(T value, string stage, Timestamp at);
}
