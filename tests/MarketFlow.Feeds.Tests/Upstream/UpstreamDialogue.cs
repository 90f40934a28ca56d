using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A conversation with a <see cref="ModelVendor"/> over connections that end when the test says so, in virtual time.</summary>
internal sealed class UpstreamDialogue
{
    private readonly ModelVendor _vendor;
    private readonly SubscriptionLedger _ledger = new();
    private readonly Queue<ReadOnlyMemory<byte>> _said = new();
    private DateTimeOffset _now = VirtualMarketClock.Open;
    private IReadOnlyCollection<FeedTopic> _wanted = [];
    private AlpacaConversation _conversation = null!;

    public UpstreamDialogue(ModelVendor vendor)
    {
        _vendor = vendor;
        Connect();
    }

    public TimeSpan Elapsed => _now - VirtualMarketClock.Open;

    /// <summary>The wanted topics that the ledger holds for refused.</summary>
    public List<string> Refused => [.. _ledger.NotServed().Where(status => status.IsWanted && status.State == SubscriptionState.Refused).Select(status => status.Topic.ToString())];

    /// <summary>What the vendor has acknowledged.</summary>
    public IEnumerable<string> Held => _conversation.Held.Select(topic => topic.ToString());

    public void Want(IReadOnlyCollection<string> topics)
    {
        _wanted = [.. topics.Select(Talking.Topic)];
        Say(_conversation.Want(_wanted));
    }

    public void Sleep(TimeSpan time) => _now += time;

    /// <summary>The connection is lost, and the next one is there at once.</summary>
    public void Disconnect()
    {
        _said.Clear();
        _vendor.Disconnect();
        Connect();
    }

    /// <summary>The vendor answers so many messages at most; time passes while nothing is said.</summary>
    public void Exchange(int answers)
    {
        Say(_conversation.Advance(_now));
        while (answers > 0)
        {
            if (_said.TryDequeue(out var message))
            {
                answers--;
                Say(_conversation.Hear(new("feed", 1, _now, System.Text.Encoding.UTF8.GetBytes(_vendor.Answer(message.Text())))).Send);
            }
            else if (_ledger.DueAt <= _now + TimeSpan.FromSeconds(10))
            {
                _now = _ledger.DueAt > _now ? _ledger.DueAt : _now;
                var before = _ledger.Version;
                Say(_conversation.Advance(_now));
                if (before == _ledger.Version)
                {
                    return;
                }
            }
            else
            {
                return;
            }
        }
    }

    private void Connect()
    {
        _conversation = new(new());
        _conversation.Recall(_ledger);
        _conversation.Advance(_now);
        _conversation.Want(_wanted);
        Say(_conversation.Opened());
    }

    private void Say(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages)
        {
            _said.Enqueue(message);
        }
    }
}
