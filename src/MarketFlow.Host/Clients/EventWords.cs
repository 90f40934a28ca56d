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

    /// <summary>How often clients asked for an event that their protocol has no words for: counted once per event and protocol. Any thread.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>Turns to an event.</summary>
    public void Of(MarketEvent value)
    {
        _value = value;
        _words.Clear();
    }

    /// <summary>The event in the words of a protocol; null where it has none.</summary>
    public SharedMessage? In(ClientProtocol protocol)
    {
        foreach (var (known, message) in _words)
        {
            if (ReferenceEquals(known, protocol))
            {
                return message;
            }
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
