using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class MessagePackWriterTests
{
    private delegate void Writing(MessagePackWriter writer);

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "CC80")]
    [InlineData(255, "CCFF")]
    [InlineData(256, "CD0100")]
    [InlineData(65_535, "CDFFFF")]
    [InlineData(65_536, "CE00010000")]
    [InlineData(4_294_967_295, "CEFFFFFFFF")]
    [InlineData(4_294_967_296, "CF0000000100000000")]
    [InlineData(long.MaxValue, "CF7FFFFFFFFFFFFFFF")]
    [InlineData(-1, "FF")]
    [InlineData(-32, "E0")]
    [InlineData(-33, "D0DF")]
    [InlineData(-128, "D080")]
    [InlineData(-129, "D1FF7F")]
    [InlineData(-32_768, "D18000")]
    [InlineData(-32_769, "D2FFFF7FFF")]
    [InlineData(int.MinValue, "D280000000")]
    [InlineData(int.MinValue - 1L, "D3FFFFFFFF7FFFFFFF")]
    public void Writes_a_whole_number_in_its_smallest_form(long value, string hex) => Assert.Equal(hex, Written(writer => writer.Integer(value)));

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "D6FF00000000")]
    [InlineData("2106-02-07T06:28:15Z", "D6FFFFFFFFFF")]
    [InlineData("2106-02-07T06:28:16Z", "D7FF0000000100000000")]
    [InlineData("1970-01-01T00:00:00.000000001Z", "D7FF0000000400000000")]
    [InlineData("2021-02-22T15:51:44.208Z", "D7FF319750006033D310")]
    [InlineData("1969-12-31T23:59:59.999999999Z", "C70CFF3B9AC9FFFFFFFFFFFFFFFFFF")]
    [InlineData("1969-12-31T23:59:59Z", "C70CFF00000000FFFFFFFFFFFFFFFF")]
    public void Writes_a_time_in_its_smallest_form(string time, string hex) =>
        Assert.Equal(hex, Written(writer => writer.Time(Timestamp.Parse(time))));

    [Theory]
    [InlineData(15, "8F", "9F")]
    [InlineData(16, "DE0010", "DC0010")]
    [InlineData(65_535, "DEFFFF", "DCFFFF")]
    [InlineData(65_536, "DF00010000", "DD00010000")]
    public void Writes_heads_in_their_smallest_form(int count, string map, string array)
    {
        Assert.Equal(map, Written(writer => writer.MapHeader(count)));
        Assert.Equal(array, Written(writer => writer.ArrayHeader(count)));
    }

    [Theory]
    [InlineData(31, "BF")]
    [InlineData(32, "D920")]
    [InlineData(255, "D9FF")]
    [InlineData(256, "DA0100")]
    [InlineData(65_536, "DB00010000")]
    public void Writes_the_length_of_a_text_in_its_smallest_form(int length, string head) =>
        Assert.Equal(head, Written(writer => writer.Text(new string('A', length)))[..head.Length]);

    [Fact]
    public void Writes_nil_truths_and_floats()
    {
        Assert.Equal("C0", Written(writer => writer.Nil()));
        Assert.Equal("C2", Written(writer => writer.Boolean(false)));
        Assert.Equal("C3", Written(writer => writer.Boolean(true)));
        Assert.Equal("CB405C880000000000", Written(writer => writer.Float(114.125)));
        Assert.Equal("A2C3A9", Written(writer => writer.Text("é")));
        Assert.Equal("A2C3A9", Written(writer => writer.Text("é"u8)));
        Assert.Equal("A3EFBFBD", Written(writer => writer.Text("\ud800")));
    }

    [Fact]
    public void Is_read_back_as_it_was_written() =>
        Prop.ForAll<(long Whole, double Float, string? Text, long Nanoseconds, bool Truth)[]>(rows =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            writer.ArrayHeader(rows.Length);
            foreach (var row in rows)
            {
                writer.MapHeader(2);
                writer.Integer(row.Whole);
                writer.Float(row.Float);
                writer.Text(row.Text ?? string.Empty);
                writer.ArrayHeader(2);
                writer.Time(Timestamp.FromUnixNanoseconds(row.Nanoseconds));
                writer.Boolean(row.Truth);
            }

            var reader = new MessagePackReader(buffer.WrittenSpan);
            var same = reader.TryReadArrayHeader(out var count) && count == rows.Length;
            foreach (var row in rows)
            {
                same &= reader.TryReadMapHeader(out var fields) && fields == 2
                    && reader.TryReadInteger(out long whole) && whole == row.Whole
                    && reader.TryReadFloat(out var number) && number.Equals(row.Float)
                    && reader.TryReadText(out var text) && text.SequenceEqual(Encoding.UTF8.GetBytes(row.Text ?? string.Empty))
                    && reader.TryReadArrayHeader(out var pair) && pair == 2
                    && reader.TryReadTimestamp(out var time) && time.UnixNanoseconds == row.Nanoseconds
                    && reader.TryReadBoolean(out var truth) && truth == row.Truth;
            }

            var skipping = new MessagePackReader(buffer.WrittenSpan);
            return same && reader.IsAtEnd && skipping.TrySkip() && skipping.IsAtEnd;
        }).QuickCheckThrowOnFailure();

    private static string Written(Writing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new(buffer));
        return Convert.ToHexString(buffer.WrittenSpan);
    }
}
