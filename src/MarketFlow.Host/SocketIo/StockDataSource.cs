using System.Buffers;
using System.Text;

namespace MarketFlow.Host;

/// <summary>Makes a client's <c>stock_data</c> of what waits in its outbox.</summary>
/// <remarks>What is taken counts as emitted. Thread-safe; memory between two: the longest so far.</remarks>
/// <param name="outbox">Where the client's detections wait, encoded.</param>
/// <param name="activity">What the flow as a whole does.</param>
internal sealed class StockDataSource(ClientOutbox outbox, Func<FlowActivity> activity)
{
    private static readonly byte[][] _before =
    [
        .. new[]
        {
            """42["stock_data","{\"highs\":[""",
            """],\"lows\":[""",
            """],\"trending\":{\"up\":[""",
            """],\"down\":[""",
            """]},\"surging\":{\"up\":[""",
            """],\"down\":[""",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    private readonly Lock _gate = new();
    private readonly List<SharedMessage> _batch = [];
    private readonly List<SharedMessage> _detections = [];

    /// <summary>Takes what waits: one <c>stock_data</c>, then what the outbox has to say itself.</summary>
    /// <param name="packets">Receives the packets.</param>
    /// <param name="evenIfEmpty">True where a client is told even that there were no detections.</param>
    public void TakeInto(List<EnginePacket> packets, bool evenIfEmpty)
    {
        lock (_gate)
        {
            List<EnginePacket> answers = [];
            while (outbox.TryTake(_batch, out _))
            {
                _detections.AddRange(_batch.Where(message => !message.IsAnswer));
                answers.AddRange(_batch.Where(message => message.IsAnswer).Select(message => new EnginePacket(message.Body)));
            }

            if (_detections.Count > 0 || evenIfEmpty)
            {
                packets.Add(Write());
            }

            _batch.Clear();
            _detections.Clear();
            packets.AddRange(answers);
        }
    }

    private EnginePacket Write()
    {
        ArrayBufferWriter<byte> packet = new(_detections.Sum(message => message.Body.Length + 1) + 512);
        for (var list = 0; list < _before.Length; list++)
        {
            packet.Write(_before[list]);
            var isFirst = true;
            foreach (var message in _detections)
            {
                if (message.Part == list)
                {
                    packet.Write(isFirst ? default : ","u8);
                    packet.Write(message.Body.Span);
                    isFirst = false;
                }
            }
        }

        packet.Write("""]},\"activity\":"""u8);
        JsonQuoting.Write(Encoding.UTF8.GetBytes(JsonText.Write(activity().ToJson())), packet);
        packet.Write("}\"]"u8);
        return new(packet.WrittenMemory);
    }
}
