using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Writes events in a vendor's own words, for clients that speak its dialect and are fed from elsewhere.</summary>
public interface IEventEncoder
{
    /// <summary>Appends one event; what it cannot say it leaves out.</summary>
    /// <param name="value">Any event.</param>
    /// <param name="destination">Where it is appended; untouched where the result is false.</param>
    /// <returns>False where the vendor has no word for such an event.</returns>
    bool TryWrite(MarketEvent value, IBufferWriter<byte> destination);
}
