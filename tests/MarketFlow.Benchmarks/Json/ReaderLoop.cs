using System.Text.Json;
using MarketFlow.Feeds;

namespace MarketFlow.Benchmarks;

/// <summary>A hand-written loop over <see cref="Utf8JsonReader"/>: a structure per message, names interned, nothing allocated.</summary>
internal sealed class ReaderLoop
{
    private readonly SymbolTable _symbols = new();

    public ulong Read(ReadOnlySpan<byte> frame)
    {
        var sum = 0UL;
        var json = new Utf8JsonReader(frame);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            sum += ReadOne(ref json).Hash;
        }

        return sum;
    }

    // Fields are found by their names whatever the kind: c and s mean something else in each, and are sorted out by the caller.
    private Message ReadOne(ref Utf8JsonReader json)
    {
        var message = default(Message);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    message.Condition = json.GetInt32();
                }

                continue;
            }

            switch (name)
            {
                case [(byte)'e', (byte)'v']: message.Kind = json.ValueSpan[0]; break;
                case [(byte)'s', (byte)'y', (byte)'m']: message.Symbol = _symbols.Intern(json.ValueSpan); break;
                case [(byte)'t']: message.Time = json.GetInt64(); break;
                case [(byte)'q']: message.Sequence = json.GetInt64(); break;
                case [(byte)'x'] or [(byte)'b', (byte)'x']: message.Exchange = json.GetInt32(); break;
                case [(byte)'a', (byte)'x']: message.AskExchange = json.GetInt32(); break;
                case [(byte)'i']: message.Id = TradeId.Of(json.ValueSpan); break;
                case [(byte)'p'] or [(byte)'b', (byte)'p'] or [(byte)'o']: message.Price = json.GetDecimal(); break;
                case [(byte)'a', (byte)'p'] or [(byte)'h']: message.High = json.GetDecimal(); break;
                case [(byte)'l']: message.Low = json.GetDecimal(); break;
                case [(byte)'v', (byte)'w']: message.Vwap = json.GetDecimal(); break;
                case [(byte)'s'] or [(byte)'b', (byte)'s'] or [(byte)'v']: message.TakeSize(ref json, name); break;
                case [(byte)'a', (byte)'s']: message.AskSize = json.GetDecimal(); break;
                case [(byte)'c']: message.Close = json.GetDecimal(); break;
                default: break;
            }
        }

        return message;
    }

    private struct Message
    {
        public byte Kind;
        public string Symbol;
        public long Time;
        public long Sequence;
        public int Exchange;
        public int AskExchange;
        public int Condition;
        public TradeId Id;
        public decimal Price;
        public decimal High;
        public decimal Low;
        public decimal Close;
        public decimal Vwap;
        public decimal Size;
        public decimal AskSize;

        public readonly ulong Hash => Decoded.Hash(Symbol, Time, Sequence);

        // s is the size of a trade and the start of a bar
        public void TakeSize(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
        {
            if (Kind == (byte)'A' && name is [(byte)'s'])
            {
                Time = json.GetInt64();
            }
            else
            {
                Size = json.GetDecimal();
            }
        }
    }
}

/// <summary>What all ways of decoding must agree on.</summary>
internal static class Decoded
{
    public static ulong Hash(string symbol, long milliseconds, long sequence) =>
        (ulong)((milliseconds * 31) + sequence) + ((ulong)symbol[0] << 32) + (ulong)symbol.Length;
}
