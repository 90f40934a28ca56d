using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class MessagePackReaderTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("7F", 127)]
    [InlineData("FF", -1)]
    [InlineData("E0", -32)]
    [InlineData("CCFF", 255)]
    [InlineData("CDFFFF", 65_535)]
    [InlineData("CEFFFFFFFF", 4_294_967_295)]
    [InlineData("CF7FFFFFFFFFFFFFFF", long.MaxValue)]
    [InlineData("D080", -128)]
    [InlineData("D18000", -32_768)]
    [InlineData("D280000000", int.MinValue)]
    [InlineData("D38000000000000000", long.MinValue)]
    public void Reads_whole_numbers_of_every_width(string hex, long expected)
    {
        var reader = ReaderOf(hex);

        Assert.Equal(MessagePackKind.Integer, reader.Kind);
        Assert.True(reader.TryReadInteger(out var value));
        Assert.Equal((expected, true), (value, reader.IsAtEnd));
    }

    [Fact]
    public void Reads_a_number_beyond_64_signed_bits_as_a_decimal_only()
    {
        var reader = ReaderOf("CFFFFFFFFFFFFFFFFF");

        Assert.False(reader.TryReadInteger(out long _));
        Assert.Equal(0, reader.Position);
        Assert.True(reader.TryReadDecimal(out var value));
        Assert.Equal(ulong.MaxValue, value);
    }

    [Theory]
    [InlineData("CB405C880000000000", "114.125")]
    [InlineData("CB3FB999999999999A", "0.1")]
    [InlineData("CA3DCCCCCD", "0.1")]
    [InlineData("CB3EB0C6F7A0B5ED8D", "0.0000010")]
    [InlineData("CBC002000000000000", "-2.25")]
    [InlineData("CB4059000000000000", "100")]
    [InlineData("05", "5")]
    public void Reads_a_float_as_the_shortest_decimal_that_stands_for_it(string hex, string expected)
    {
        var reader = ReaderOf(hex);

        Assert.True(reader.TryReadDecimal(out var value));
        Assert.Equal(decimal.Parse(expected), value);
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData("CB7FF8000000000000")] // NaN
    [InlineData("CB7FF0000000000000")] // infinity
    [InlineData("CB7E37E43C8800759C")] // 1e300
    [InlineData("A131")]
    public void Makes_no_decimal_of_what_a_decimal_cannot_hold(string hex)
    {
        var reader = ReaderOf(hex);

        Assert.False(reader.TryReadDecimal(out _));
        Assert.Equal(0, reader.Position);
    }

    [Theory]
    [InlineData("D6FF00000000", "1970-01-01T00:00:00Z")]
    [InlineData("D6FFFFFFFFFF", "2106-02-07T06:28:15Z")]
    [InlineData("D7FF0000000400000000", "1970-01-01T00:00:00.000000001Z")]
    [InlineData("D7FF319750006033D310", "2021-02-22T15:51:44.208Z")]
    [InlineData("C70CFF3B9AC9FFFFFFFFFFFFFFFFFF", "1969-12-31T23:59:59.999999999Z")]
    [InlineData("C70CFF3B9AC9FF00000002253C587F", "2261-12-31T23:59:59.999999999Z")]
    [InlineData("C70CFF00000000FFFFFFFDDAC4F900", "1678-01-01T00:00:00Z")]
    public void Reads_the_three_forms_of_a_time_with_as_many_digits_as_it_needs(string hex, string expected)
    {
        var reader = ReaderOf(hex);

        Assert.True(reader.TryReadTimestamp(out var value));
        Assert.Equal((expected, true), (value.ToString(), reader.IsAtEnd));
    }

    [Theory]
    [InlineData("C70CFF0000000000000002253C5880")] // 2262
    [InlineData("C70CFF00000000FFFFFFFDDAC4F8FF")] // 1677
    [InlineData("C70CFF3B9ACA000000000000000000")] // 1,000,000,000 ns
    [InlineData("D7FFEE6B280000000000")] // the same in 8 bytes
    [InlineData("D6FE00000000")]
    [InlineData("D5FF0000")]
    [InlineData("CE00000000")]
    public void Reads_no_time_where_there_is_none(string hex)
    {
        var reader = ReaderOf(hex);

        Assert.False(reader.TryReadTimestamp(out _));
        Assert.Equal(0, reader.Position);
    }

    [Fact]
    public void Reads_text_binary_and_extensions_of_every_width()
    {
        Assert.True(ReaderOf("A3414243").TryReadText(out var text) && text.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("D903414243").TryReadText(out text) && text.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("DA0003414243").TryReadText(out text) && text.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("DB00000003414243").TryReadText(out text) && text.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("C403414243").TryReadBinary(out var binary) && binary.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("C50003414243").TryReadBinary(out binary) && binary.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("C600000003414243").TryReadBinary(out binary) && binary.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("D50741FF").TryReadExtension(out var type, out var value) && type == 7 && value.SequenceEqual(new byte[] { 0x41, 0xff }));
        Assert.True(ReaderOf("C70307414243").TryReadExtension(out type, out value) && type == 7 && value.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("C8000307414243").TryReadExtension(out type, out value) && type == 7 && value.SequenceEqual("ABC"u8));
        Assert.True(ReaderOf("C90000000307414243").TryReadExtension(out type, out value) && type == 7 && value.SequenceEqual("ABC"u8));
    }

    [Fact]
    public void Reads_the_heads_of_arrays_and_maps_of_every_width()
    {
        Assert.True(ReaderOf("920102").TryReadArrayHeader(out var count) && count == 2);
        Assert.True(ReaderOf("DC00020102").TryReadArrayHeader(out count) && count == 2);
        Assert.True(ReaderOf("DD000000020102").TryReadArrayHeader(out count) && count == 2);
        Assert.True(ReaderOf("810102").TryReadMapHeader(out count) && count == 1);
        Assert.True(ReaderOf("DE00010102").TryReadMapHeader(out count) && count == 1);
        Assert.True(ReaderOf("DF000000010102").TryReadMapHeader(out count) && count == 1);
    }

    [Theory]
    [InlineData("9201")]
    [InlineData("8101")]
    [InlineData("DDFFFFFFFF00")]
    [InlineData("DFFFFFFFFF0000")]
    [InlineData("A241")]
    [InlineData("DBFFFFFFFF41")]
    [InlineData("C6FFFFFFFF41")]
    [InlineData("C9FFFFFFFFFF41")]
    [InlineData("D6FF000000")]
    [InlineData("CB00")]
    [InlineData("CC")]
    [InlineData("C1")]
    [InlineData("")]
    public void Finds_no_value_where_none_is_whole(string hex)
    {
        var reader = ReaderOf(hex);

        Assert.Equal(MessagePackKind.None, reader.Kind);
        Assert.False(reader.TrySkip());
        Assert.False(reader.TryReadArrayHeader(out _) || reader.TryReadMapHeader(out _) || reader.TryReadText(out _) || reader.TryReadDecimal(out _));
        Assert.Equal(0, reader.Position);
    }

    [Fact]
    public void Tells_nil_and_both_truths_apart()
    {
        var reader = ReaderOf("C0C2C3");

        Assert.False(reader.TryReadBoolean(out _));
        Assert.True(reader.TryReadNil());
        Assert.False(reader.TryReadNil());
        Assert.True(reader.TryReadBoolean(out var first));
        Assert.True(reader.TryReadBoolean(out var second));
        Assert.Equal((false, true, true), (first, second, reader.IsAtEnd));
    }

    [Fact]
    public void Skips_nesting_up_to_its_bound_and_no_deeper()
    {
        byte[] deepest = [.. Enumerable.Repeat((byte)0x91, MessagePackReader.MaxDepth), 0x01, 0x02];
        var reader = new MessagePackReader(deepest);
        Assert.True(reader.TrySkip());
        Assert.Equal(deepest.Length - 1, reader.Position);

        byte[] deeper = [0x91, .. deepest];
        reader = new(deeper);
        Assert.False(reader.TrySkip());
        Assert.Equal(0, reader.Position);
    }

    /// <summary>Whatever the bytes are, every read is a plain yes or no, goes forward on yes, stays on no, and never passes the end.</summary>
    [Fact]
    public void Never_throws_and_never_reads_past_the_end() =>
        Prop.ForAll<byte[], int>((bytes, seed) =>
        {
            var around = new byte[bytes.Length + 64];
            Array.Fill(around, (byte)1);
            bytes.CopyTo(around, 32);
            var reader = new MessagePackReader(around.AsSpan(32, bytes.Length));
            var random = new Random(seed);
            for (var i = 0; i < 20 && !reader.IsAtEnd; i++)
            {
                var before = reader.Position;
                var isRead = ReadAny(ref reader, random.Next(10));
                if (reader.Position > bytes.Length || (isRead ? reader.Position <= before : reader.Position != before))
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static bool ReadAny(ref MessagePackReader reader, int which) => which switch
    {
        0 => reader.TryReadNil(),
        1 => reader.TryReadBoolean(out _),
        2 => reader.TryReadInteger(out long _),
        3 => reader.TryReadFloat(out _),
        4 => reader.TryReadDecimal(out _),
        5 => reader.TryReadText(out _) || reader.TryReadBinary(out _),
        6 => reader.TryReadArrayHeader(out _) || reader.TryReadMapHeader(out _),
        7 => reader.TryReadExtension(out _, out _),
        8 => reader.TryReadTimestamp(out _),
        _ => reader.TrySkip(),
    };

    private static MessagePackReader ReaderOf(string hex) => new(Convert.FromHexString(hex));
}
