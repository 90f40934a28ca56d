using System.Runtime.InteropServices;

namespace MarketFlow.Host;

/// <summary>The senders that have something to send and are not awake yet. For the delivery thread.</summary>
/// <remarks>
/// A send costs the same whether it carries one event or a hundred. Events come in batches, so senders are woken when the batch is
/// through, or after so many events or deliveries that it takes about half a millisecond: each then sends all that the batch had for its
/// client, not the first event alone. Batches are longer the more there is to do, so the busier the host, the cheaper a delivery.
/// </remarks>
/// <param name="post">Runs an action on the delivery thread, after what is under way.</param>
internal sealed class Sleepers(Action<Action> post)
{
    private const int MaxEvents = 512;
    private const int MaxDeliveries = 8_192;
    private readonly List<SenderSleep> _sleepers = [];
    private int _events;
    private int _deliveries;
    private bool _isPosted;

    /// <summary>Wakes a sender soon.</summary>
    public void Add(SenderSleep sleeper) => _sleepers.Add(sleeper);

    /// <summary>An event was offered to everybody who asked for it.</summary>
    /// <param name="takers">How many that are.</param>
    public void EventIsOut(int takers)
    {
        if (_sleepers.Count == 0)
        {
            return;
        }

        _events++;
        _deliveries += takers;
        if (_events >= MaxEvents || _deliveries >= MaxDeliveries)
        {
            Wake(isBusy: true);
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
        Wake(isBusy: false);
    }

    private void Wake(bool isBusy)
    {
        _events = _deliveries = 0;
        Awakening.Of(CollectionsMarshal.AsSpan(_sleepers), isBusy);
        _sleepers.Clear();
    }
}
