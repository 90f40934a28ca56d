using System.Buffers;
using MarketFlow.Feeds;

namespace MarketFlow.Benchmarks;

/// <summary>Fan-out as it is written first: every client looks whether it wants the event, and if so writes it down for itself.</summary>
internal sealed class NaiveFanOut(IEnumerable<IEnumerable<string>> symbolsOfClients)
{
    private readonly Receiver[] _clients = [.. symbolsOfClients.Select(symbols => new Receiver(symbols))];

    public void OnNext(MarketEvent value)
    {
        foreach (var client in _clients)
        {
            client.OnNext(value);
        }
    }

    /// <summary>Ends the frame of every client.</summary>
    public void Flush(FrameSums to)
    {
        foreach (var client in _clients)
        {
            client.Flush(to);
        }
    }

    private sealed class Receiver(IEnumerable<string> symbols)
    {
        private readonly HashSet<string> _symbols = [.. symbols];
        private readonly ArrayBufferWriter<byte> _frame = new();
        private readonly ArrayBufferWriter<byte> _scratch = new();
        private long _seq;

        public void OnNext(MarketEvent value)
        {
            if (!_symbols.Contains(value.Symbol))
            {
                return;
            }

            _scratch.ResetWrittenCount();
            EventJson.Write(value, _scratch);
            var room = _frame.GetSpan(_scratch.WrittenCount + EventJson.MaxNumberingLength + 1);
            room[0] = (byte)(_frame.WrittenCount == 0 ? '[' : ',');
            _frame.Advance(1 + EventJson.WriteNumbered(_scratch.WrittenSpan, ++_seq, room[1..]));
        }

        public void Flush(FrameSums to)
        {
            if (_frame.WrittenCount > 0)
            {
                _frame.Write("]"u8);
                to.Add(_frame.WrittenSpan);
                _frame.ResetWrittenCount();
            }
        }
    }
}
