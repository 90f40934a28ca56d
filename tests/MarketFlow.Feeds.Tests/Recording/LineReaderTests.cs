using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("\n", "")]
    [InlineData("12345678\n1", "12345678|1")]
    [InlineData("123456789\n1", "!|1")]
    [InlineData("1\n123456789", "1|!")]
    [InlineData("12345678901234567890123\n1\n", "!|1")]
    public void Reads_lines_of_up_to_eight_bytes(string text, string expected) =>
        Assert.All(new[] { 1, 2, 3, 100 }, chunk => Assert.Equal(expected, string.Join('|', Read(text, chunk))));

    [Fact]
    public void Says_how_long_a_line_may_be()
    {
        var reader = new LineReader(new MemoryStream(new byte[9]), maxLength: 8);

        Assert.True(reader.TryRead(out _, out var problem));
        Assert.Equal("it is longer than 8 bytes.", problem);
        Assert.False(reader.TryRead(out _, out _));
    }

    [Fact]
    public void Reads_what_splitting_reads_whatever_comes_in_one_piece() =>
        Prop.ForAll<NonNull<string>[], PositiveInt>((lines, chunk) =>
        {
            var expected = lines.Select(line => line.Get.Replace("\n", "")).ToList();
            var text = string.Concat(expected.Select(line => line + "\n"));
            return Read(text, chunk.Get, maxLength: 10_000).SequenceEqual(
                expected.Select(line => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Grows_with_the_longest_line()
    {
        var text = new string('x', 1_000_000);

        Assert.Equal([text, "y"], Read($"{text}\ny\n", chunk: 70_000, LineReader.DefaultMaxLength));
    }

    private static List<string> Read(string text, int chunk, int maxLength = 8)
    {
        var reader = new LineReader(new ChunkedStream(Encoding.UTF8.GetBytes(text), chunk), maxLength);
        var lines = new List<string>();
        while (reader.TryRead(out var line, out var problem))
        {
            lines.Add(problem is null ? Encoding.UTF8.GetString(line) : "!");
        }

        return lines;
    }
}
