using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Writes the fields of one message in MessagePack.</summary>
internal readonly struct AlpacaMapWriter(IBufferWriter<byte> destination)
{
    private readonly MessagePackWriter _writer = new(destination);

    /// <summary>Begins a map with <c>T</c> and <c>S</c>.</summary>
    /// <param name="type">The kind of message.</param>
    /// <param name="count">How many fields it has, these two included.</param>
    /// <param name="symbol">The symbol.</param>
    public void Begin(ReadOnlySpan<byte> type, int count, string symbol)
    {
        _writer.MapHeader(count);
        _writer.Text("T"u8);
        _writer.Text(type);
        TextOrNothing("S"u8, symbol);
    }

    public void Integer(ReadOnlySpan<byte> name, long value)
    {
        _writer.Text(name);
        _writer.Integer(value);
    }

    /// <summary>Writes a text; nothing where it is null.</summary>
    public void TextOrNothing(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _writer.Text(name);
            _writer.Text(value);
        }
    }

    public void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        _writer.Text(name);
        _writer.ArrayHeader(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            _writer.Text(values[i]);
        }
    }

    public void Time(ReadOnlySpan<byte> name, Timestamp value)
    {
        _writer.Text(name);
        _writer.Time(value);
    }

    /// <summary>Writes a number as a float, whole or not.</summary>
    public void Price(ReadOnlySpan<byte> name, decimal value)
    {
        _writer.Text(name);
        _writer.Float((double)value);
    }

    /// <summary>Writes a whole number as such, any other as a float: clients read sizes and volumes as whole numbers.</summary>
    public void Amount(ReadOnlySpan<byte> name, decimal value)
    {
        _writer.Text(name);
        if (value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue)
        {
            _writer.Integer((long)value);
        }
        else
        {
            _writer.Float((double)value);
        }
    }
}
