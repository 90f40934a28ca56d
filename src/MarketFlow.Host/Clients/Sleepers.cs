namespace MarketFlow.Host;

/// <summary>The senders that have something to send and are not awake yet. For the delivery thread.</summary>
/// <remarks>
/// A send costs the same whether it carries one event or a hundred. Events come in batches, so senders are woken when the batch is
/// through, or after <see cref="MaxEvents"/>: each then sends all that the batch had for its client, not the first event alone.
/// Nobody waits longer for that: while the batch is under way the processor is busy with it.
/// </remarks>
/// <param name="post">Runs an action on the delivery thread, after what is under way.</param>
internal sealed class Sleepers(Action<Action> post)
{
    private const int MaxEvents = 64;
    private readonly List<TaskCompletionSource> _sleepers = [];
    private int _events;
    private bool _isPosted;

    /// <summary>Wakes a sender soon.</summary>
    public void Add(TaskCompletionSource sleeper) => _sleepers.Add(sleeper);

    /// <summary>An event was offered to everybody who asked for it.</summary>
    public void EventIsOut()
    {
        if (_sleepers.Count == 0)
        {
            return;
        }

        if (++_events >= MaxEvents)
        {
            Wake();
        }
        else if (!_isPosted)
        {
            _isPosted = true;
            post(WakeAtTheEnd);
        }
    }

    private void WakeAtTheEnd()
    {
        _isPosted = false;
        Wake();
    }

    private void Wake()
    {
        _events = 0;
        foreach (var sleeper in _sleepers)
        {
            sleeper.SetResult();
        }

        _sleepers.Clear();
    }
}
