using System.Reactive.Concurrency;
using System.Runtime.InteropServices;
using MarketFlow.Host;

namespace MarketFlow.Benchmarks;

/// <summary>MarketFlow's way from an event to the frames, up to the socket: hub, index, one encoding, outboxes, frames.</summary>
internal sealed class HubFanOut
{
    private readonly ClientHub _hub = new(new(), new HistoricalScheduler(), action => action(), _ => [], (messages, _) => messages);
    private readonly List<(Client Client, ClientFrame Frame)> _clients = [];
    private readonly List<SharedMessage> _batch = [];
    private readonly byte[] _buffer = new byte[ClientFrame.MaxLength * 2];

    public HubFanOut(IEnumerable<IEnumerable<string>> symbolsOfClients)
    {
        foreach (var symbols in symbolsOfClients)
        {
            var client = _hub.TryJoin("loopback", MarketFlowProtocol.Instance)!;
            List<TopicFilter> topics = [.. symbols.Select(symbol => new TopicFilter(EventType.Trade, null, symbol))];
            _hub.ChangeTopicsAsync(client, new(topics, [], static () => [])).GetAwaiter().GetResult(); // it is done at once: whatever is posted is
            _clients.Add((client, client.Protocol.CreateFrame()));
        }
    }

    public void OnNext(MarketEvent value) => _hub.OnNext(value);

    /// <summary>Writes the frame of every client, as its sender would.</summary>
    public void Flush(FrameSums to)
    {
        foreach (var (client, frame) in _clients)
        {
            if (client.Outbox.TryTake(_batch, out _))
            {
                var messages = CollectionsMarshal.AsSpan(_batch);
                if (frame.Fitting(messages, out _) != messages.Length)
                {
                    throw new InvalidOperationException("What waits is more than one frame.");
                }

                to.Add(_buffer.AsSpan(0, frame.Write(messages, _buffer)));
            }
        }
    }
}
