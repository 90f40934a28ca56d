using System.Buffers;

namespace MarketFlow.Host;

/// <summary>One event in the words of each protocol, encoded when the first client that speaks it is met, and once.</summary>
/// <remarks>Memory: one message per protocol. For one thread.</remarks>
/// <param name="ages">Knows whether the event is followed on its way; null where none is.</param>
internal sealed class EventWords(DeliveryAges? ages = null)
{
    private readonly List<(ClientProtocol Protocol, SharedMessage? Message)> _words = [];
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private MarketEvent? _value;
    private long _missing;
    private long _otherMarkets;

    /// <summary>How often clients asked for an event that their protocol has no words for: counted once per event and protocol. Any thread.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>How often an event matched a subscription of a protocol's clients and was of a market that they do not have: counted once per event and protocol. Any thread.</summary>
    public long OtherMarkets => Interlocked.Read(ref _otherMarkets);

    /// <summary>Turns to an event.</summary>
    public void Of(MarketEvent value)
    {
        _value = value;
        _words.Clear();
    }

    /// <summary>The event as a message of a protocol; null where it has none, or the event is of a market that it does not serve.</summary>
    public SharedMessage? In(ClientProtocol protocol)
    {
        foreach (var (known, message) in _words)
        {
            if (ReferenceEquals(known, protocol))
            {
                return message;
            }
        }

        if (!protocol.Serves(_value!))
        {
            _words.Add((protocol, null));
            Interlocked.Increment(ref _otherMarkets);
            return null;
        }

        var encoded = protocol.Encode(_value!, _scratch);
        _words.Add((protocol, encoded));
        if (encoded is null)
        {
            Interlocked.Increment(ref _missing);
        }
        else
        {
            encoded.Trace = ages?.TraceOf(_value!);
        }

        return encoded;
    }
}
