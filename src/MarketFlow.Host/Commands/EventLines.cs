using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Writes events as lines of JSON, numbered from 1: what <c>pipe</c> prints.</summary>
internal sealed class EventLines(Stream output) : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _body = new(1024);
    private readonly ArrayBufferWriter<byte> _lines = new(FlushAt * 2);
    private long _written;

    public void Write(MarketEvent value)
    {
        _body.ResetWrittenCount();
        EventJson.Write(value, _body);
        var line = _lines.GetSpan(_body.WrittenCount + EventJson.MaxNumberingLength);
        _lines.Advance(EventJson.WriteNumbered(_body.WrittenSpan, ++_written, line));
        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }

    public void Dispose() => Flush();

    private void Flush()
    {
        output.Write(_lines.WrittenSpan);
        output.Flush();
        _lines.ResetWrittenCount();
    }
}
