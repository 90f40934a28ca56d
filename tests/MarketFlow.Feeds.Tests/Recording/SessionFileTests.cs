using System.IO.Compression;
using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class SessionFileTests
{
    private const string Connect = """{"t":"connect","conn":"HITBTC.ws.1","ts":1626318403.723458,"url":"wss://api.hitbtc.com/api/2/ws/public"}""";
    private const string Send = """{"t":"send","conn":"HITBTC.ws.1","ts":1626318404.5,"data":"{\"id\":1}"}""";
    private const string Receive = """{"t":"recv","conn":"HITBTC.ws.1","ts":1626318404.7509701,"data":"{\"result\":\"\u00e9\\n\"}"}""";

    [Fact]
    public void Reads_each_kind_of_line()
    {
        var lines = Read(Connect, Send, Receive);

        Assert.Equal([RecordedLineKind.Connect, RecordedLineKind.Send, RecordedLineKind.Receive], lines.Select(line => line.Kind));
        Assert.Equal([1L, 2, 3], lines.Select(line => line.Number));
        Assert.All(lines, line => Assert.Equal((1, "HITBTC.ws.1", (string?)null), (line.Connection, line.ConnectionName, line.Problem)));
        Assert.Equal("wss://api.hitbtc.com/api/2/ws/public", lines[0].Url);
        Assert.Equal(["", """{"id":1}""", """{"result":"é\n"}"""], lines.Select(line => line.Data.Text()));
    }

    [Theory]
    [InlineData("1626318403.723458", "2021-07-15T03:06:43.723458Z")]
    [InlineData("1626318403.7509701", "2021-07-15T03:06:43.7509701Z")]
    [InlineData("1626318403.000000001", "2021-07-15T03:06:43.000000001Z")]
    [InlineData("1626318403.0000000019", "2021-07-15T03:06:43.000000001Z")]
    [InlineData("1626318403", "2021-07-15T03:06:43Z")]
    [InlineData("1626318403.10", "2021-07-15T03:06:43.10Z")]
    [InlineData("-0.25", "1969-12-31T23:59:59.75Z")]
    public void Reads_the_time_exactly(string seconds, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(Receive.Replace("1626318404.7509701", seconds))).At.ToString());

    [Fact]
    public void Makes_a_frame_of_what_the_vendor_sent()
    {
        var lines = Read(Connect, Receive, "torn");
        var frame = lines[1].ToFrame("hitbtc");

        Assert.Equal(("hitbtc", 1, lines[1].At), (frame.Feed, frame.Connection, frame.ReceivedAt));
        Assert.Equal("""{"result":"é\n"}""", frame.Bytes.Text());
        Assert.Throws<ArgumentNullException>(() => lines[1].ToFrame(null!));
        Assert.Throws<InvalidOperationException>(() => lines[0].ToFrame("hitbtc"));
        Assert.StartsWith("Line 3 cannot be read: it is not JSON", Assert.Throws<FormatException>(() => lines[2].ToFrame("hitbtc")).Message);
    }

    [Fact]
    public void Numbers_connections_as_they_appear_and_anew_when_they_connect_again()
    {
        string[] text = ["connect a", "connect b", "recv b", "recv a", "connect a", "recv a", "recv b", "recv c", "connect c", "send c"];
        var lines = Read([.. text.Select(line => line.Split(' ')).Select(line => $$"""{"t":"{{line[0]}}","conn":"{{line[1]}}","ts":1,"data":"x"}""")]);

        Assert.Equal([1, 2, 2, 1, 3, 3, 2, 4, 5, 5], lines.Select(line => line.Connection));
    }

    [Theory]
    [InlineData("""{"t":"recv","conn":"a","ts":1,"data":"x""", "it is not JSON: ")]
    [InlineData("""{"t":"recv","conn":"a","ts":1,"data":"x"}{}""", "it is not JSON: ")]
    [InlineData("""{"t":"recv","conn":"a","ts":1,"data":"\ud800"}""", "it is not JSON: ")]
    [InlineData("""[1]""", "it is an array; must be an object.")]
    [InlineData("""{"conn":"a","ts":1,"data":"x"}""", "t is missing; must be connect, send or recv.")]
    [InlineData("""{"t":"close","conn":"a","ts":1,"data":"x"}""", "t is \"close\"; must be connect, send or recv.")]
    [InlineData("""{"t":"recv","ts":1,"data":"x"}""", "conn is missing; must be the connection's name.")]
    [InlineData("""{"t":"recv","conn":"a","data":"x"}""", "ts is missing; must be Unix time in seconds.")]
    [InlineData("""{"t":"recv","conn":"a","ts":"now","data":"x"}""", "ts is \"now\"; must be a number that a decimal holds exactly.")]
    [InlineData("""{"t":"recv","conn":"a","ts":1}""", "data is missing; must be text.")]
    [InlineData("""{"t":"send","conn":"a","ts":1,"data":{}}""", "data is an object; must be text.")]
    public void Tells_a_line_that_cannot_be_read_and_goes_on(string bad, string problem)
    {
        var lines = Read(Connect, bad, Receive);

        Assert.Equal(3, lines.Count);
        Assert.Equal((RecordedLineKind.Malformed, 2L, 0, lines[0].At), (lines[1].Kind, lines[1].Number, lines[1].Connection, lines[1].At));
        Assert.StartsWith($"Line 2 cannot be read: {problem}", lines[1].Problem);
        Assert.Equal(bad, lines[1].Data.Text());
        Assert.Equal((RecordedLineKind.Receive, 1), (lines[2].Kind, lines[2].Connection));
    }

    [Theory]
    [InlineData("9200000001")]
    [InlineData("-9200000001")]
    public void Refuses_a_time_that_no_timestamp_reaches(string seconds) =>
        Assert.Equal(RecordedLineKind.Malformed, Assert.Single(Read(Receive.Replace("1626318404.7509701", seconds))).Kind);

    [Fact]
    public void Passes_over_blank_lines_and_a_byte_order_mark_and_reads_windows_line_ends()
    {
        var lines = SessionFile.Read(Bytes($"\uFEFF{Connect}\r\n\r\n  \n{Receive}\r\n")).ToList();

        Assert.Equal([(RecordedLineKind.Connect, 1L), (RecordedLineKind.Receive, 4L)], lines.Select(line => (line.Kind, line.Number)));
    }

    [Fact]
    public void Reads_nothing_from_nothing() => Assert.Empty(SessionFile.Read(new MemoryStream()));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Tells_compressed_from_plain_by_content(int chunk)
    {
        var plain = Encoding.UTF8.GetBytes($"{Connect}\n{Receive}\n");

        Assert.Equal(2, SessionFile.Read(new ChunkedStream(plain, chunk)).Count());
        Assert.Equal(2, SessionFile.Read(new ChunkedStream(Compressed(plain), chunk)).Count());
        Assert.Equal(4, SessionFile.Read(new ChunkedStream([.. Compressed(plain), .. Compressed(plain)], chunk)).Count());
    }

    [Fact]
    public void Survives_a_cut_file_compressed_or_not()
    {
        var plain = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => Receive.Replace("\\\\n", $"{i * 7919L % 10007}") + "\n")));
        Assert.All(new[] { plain, Compressed(plain) }, bytes =>
        {
            var lines = SessionFile.Read(new MemoryStream(bytes[..(bytes.Length / 2)])).ToList();
            Assert.True(lines.Count > 100);
            Assert.All(lines.SkipLast(1), line => Assert.Null(line.Problem));
        });
        Assert.Equal(RecordedLineKind.Malformed, SessionFile.Read(new MemoryStream(plain[..^10])).Last().Kind);
    }

    [Fact]
    public void Tells_damage_to_compressed_data()
    {
        var bytes = Compressed(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Receive + "\n", 10))));
        bytes[^6] ^= 1; // in the checksum

        var last = SessionFile.Read(new MemoryStream(bytes)).Last();

        Assert.Equal(RecordedLineKind.Malformed, last.Kind);
        Assert.Contains("the compressed data is cut or damaged", last.Problem);
    }

    [Fact]
    public void Gives_a_line_as_soon_as_it_has_arrived()
    {
        var stream = new ChunkedStream(Encoding.UTF8.GetBytes($"{Connect}\n{Receive}\n"), Connect.Length + 1);
        using var lines = SessionFile.Read(stream).GetEnumerator();

        Assert.True(lines.MoveNext());
        Assert.Equal((RecordedLineKind.Connect, 2), (lines.Current.Kind, stream.Reads)); // two bytes to know the format, then the line
    }

    [Fact]
    public void Leaves_the_stream_open()
    {
        var stream = Bytes(Connect);
        Assert.Single(SessionFile.Read(stream));

        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Looks_at_the_start_without_taking_it_away()
    {
        var lines = SessionFile.Read(Bytes($"torn\n{Connect}\n{Receive}")).PeekStart(out var start);

        Assert.Equal("2021-07-15T03:06:43.723458Z", start.ToString());
        Assert.Equal([RecordedLineKind.Malformed, RecordedLineKind.Connect, RecordedLineKind.Receive], lines.Select(line => line.Kind));
        Assert.Single(SessionFile.Read(Bytes("torn")).PeekStart(out var none));
        Assert.Equal(default, none);
    }

    [Fact]
    public void Refuses_what_cannot_be_read_at_the_call()
    {
        Assert.Throws<ArgumentNullException>(() => SessionFile.Read((string)null!));
        Assert.Throws<ArgumentException>(() => SessionFile.Read(string.Empty));
        Assert.Throws<FileNotFoundException>(() => SessionFile.Read(Path.Combine(AppContext.BaseDirectory, "none.ndjson")));
        Assert.Throws<ArgumentNullException>(() => SessionFile.Read((Stream)null!));
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ArgumentException>(() => SessionFile.Read(closed));
        Assert.Throws<ArgumentNullException>(() => SessionFile.PeekStart(null!, out _));
    }

    [RecordedFact]
    public void Reads_a_recorded_session_whole_and_again()
    {
        var session = SessionFile.Read(RecordedSession.HitBtc);

        Assert.Equal((4, 160, 3_200, 0), Count(session));
        Assert.Equal((4, 160, 3_200, 0), Count(session));
        Assert.Equal("2021-07-15T03:06:43.723458Z", session.First().At.ToString());
        Assert.True(session.Zip(session.Skip(1)).All(pair => pair.First.At <= pair.Second.At));
    }

    private static (int, int, int, int) Count(IEnumerable<RecordedLine> lines)
    {
        var counts = lines.CountBy(line => line.Kind).ToDictionary();
        return (counts[RecordedLineKind.Connect], counts[RecordedLineKind.Send], counts[RecordedLineKind.Receive], counts.GetValueOrDefault(RecordedLineKind.Malformed));
    }

    private static List<RecordedLine> Read(params string[] lines) => [.. SessionFile.Read(Bytes(string.Join('\n', lines)))];

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static byte[] Compressed(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
