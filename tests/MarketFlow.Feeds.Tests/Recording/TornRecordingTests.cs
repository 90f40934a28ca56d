using System.IO.Compression;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>A recorder that is killed may leave any part of its last write: whatever it is, what came before it is there.</summary>
public sealed class TornRecordingTests : IDisposable
{
    private const int Blocks = 3;
    private const int FramesEach = 4;
    private readonly Recordings _recordings = new();

    public void Dispose() => _recordings.Dispose();

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    public async Task Cut_at_any_byte_all_before_the_last_write_is_read_and_what_is_torn_is_said(string name)
    {
        var (whole, safe) = await RecordAsync(name);
        for (var length = 0; length <= whole.Length; length++)
        {
            var lines = SessionFile.Read(new MemoryStream(whole[..length])).ToList();

            var frames = Numbers(lines);
            Assert.Equal(Enumerable.Range(0, frames.Count), frames); // a prefix: nothing invented, nothing skipped
            Assert.True(length < safe || frames.Count >= (Blocks - 1) * FramesEach, $"Cut to {length} bytes, {frames.Count} frames are left.");
            var isAtAnEnd = name.EndsWith(".gz", StringComparison.Ordinal) ? EndsOfMembers(whole).Contains(length) : length == 0 || whole[length - 1] == '\n' || whole[length - 1] == '}';
            Assert.True(isAtAnEnd || lines[^1].Kind == RecordedLineKind.Malformed, $"Cut to {length} bytes, nobody says so.");
        }
    }

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    public async Task Cut_at_any_byte_it_is_gone_on_with_without_a_scar(string name)
    {
        var (whole, safe) = await RecordAsync(name);
        for (var length = 1; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(_recordings.PathTo(name), whole[..length]);

            var status = await _recordings.RecordAsync(name, [Recordings.Frame(1_000)]);

            var lines = _recordings.Read(name);
            var frames = Numbers(lines);
            Assert.DoesNotContain(lines, line => line.Kind == RecordedLineKind.Malformed);
            Assert.Equal([.. Enumerable.Range(0, frames.Count - 1), 1_000], frames);
            Assert.True(length < safe || frames.Count > (Blocks - 1) * FramesEach, $"Cut to {length} bytes, {frames.Count} frames are left.");
            Assert.InRange(status.RecoveredBytes, 0, whole.Length - 1);
        }
    }

    /// <summary>After a power cut a file may be as long as it was to be, and hold zeros.</summary>
    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    public async Task Zeros_at_the_end_are_torn_too(string name)
    {
        var (whole, safe) = await RecordAsync(name);
        foreach (var kept in new[] { safe, safe + 30 })
        {
            byte[] zeros = [.. whole[..kept], .. new byte[whole.Length - kept]];
            Assert.Equal(RecordedLineKind.Malformed, SessionFile.Read(new MemoryStream(zeros)).Last().Kind);
            await File.WriteAllBytesAsync(_recordings.PathTo(name), zeros);

            await _recordings.RecordAsync(name, [Recordings.Frame(1_000)]);

            var lines = _recordings.Read(name);
            Assert.DoesNotContain(lines, line => line.Kind == RecordedLineKind.Malformed);
            Assert.Equal([.. Enumerable.Range(0, (Blocks - 1) * FramesEach), 1_000], Numbers(lines));
        }
    }

    [Fact]
    public async Task Is_ordinary_gzip()
    {
        var (whole, _) = await RecordAsync("a.jsonl.gz");
        using GZipStream gzip = new(new MemoryStream(whole), CompressionMode.Decompress);
        using StreamReader lines = new(gzip);

        Assert.Equal(Blocks * (FramesEach + 1), (await lines.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("Dear diary,")]
    [InlineData("{\"text\":1}")]
    public void Somebody_elses_file_is_left_alone(string text) => AssertLeftAlone(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Somebody_elses_gzip_is_left_alone_even_behind_ours()
    {
        using MemoryStream other = new();
        using (GZipStream gzip = new(other, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("somebody else's words"u8);
        }

        AssertLeftAlone(other.ToArray());
        AssertLeftAlone([.. (await RecordAsync("b.jsonl.gz")).Whole, .. other.ToArray()]);
    }

    private void AssertLeftAlone(byte[] bytes)
    {
        var path = _recordings.PathTo("a");
        File.WriteAllBytes(path, bytes);

        var refused = Assert.Throws<IOException>(() => new SessionRecorder(path, new(), _recordings.Clock));

        Assert.Contains("is no recording that MarketFlow wrote", refused.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    /// <returns>The file, and how much of it was there before the last write.</returns>
    private async Task<(byte[] Whole, int Safe)> RecordAsync(string name)
    {
        await _recordings.RecordBlocksAsync(name, Blocks - 1, FramesEach);
        var safe = (int)new FileInfo(_recordings.PathTo(name)).Length;
        await _recordings.RecordAsync(name, Enumerable.Range((Blocks - 1) * FramesEach, FramesEach).Select(number => Recordings.Frame(number)));
        return (await File.ReadAllBytesAsync(_recordings.PathTo(name)), safe);
    }

    private static HashSet<int> EndsOfMembers(byte[] file)
    {
        HashSet<int> ends = [0];
        for (var end = 0; GzipMember.TryRead(file.AsSpan(end), out var length);)
        {
            ends.Add(end += length);
        }

        return ends;
    }

    private static List<int> Numbers(IEnumerable<RecordedLine> lines) =>
        [.. lines.Where(line => line.Kind == RecordedLineKind.Receive).Select(line => System.Text.Json.JsonDocument.Parse(line.Data).RootElement.GetProperty("n").GetInt32())];
}
