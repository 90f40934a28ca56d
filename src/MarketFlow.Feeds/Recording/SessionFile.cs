using System.IO.Compression;

namespace MarketFlow.Feeds;

/// <summary>Reads recorded sessions: one JSON object a line, plain or compressed with gzip (told by content, not by name).</summary>
/// <remarks>
/// <c>{"t":"connect|send|recv","conn":"…","ts":&lt;Unix seconds&gt;,"data":"&lt;exact text of the message&gt;"}</c>, with <c>url</c> in
/// place of <c>data</c> on <c>connect</c>; <c>base64</c> in place of <c>data</c> where it is no UTF-8, and <c>"binary":true</c> on binary
/// messages. Blank lines are passed over. A line that cannot be read comes out as
/// <see cref="RecordedLineKind.Malformed"/> and costs its neighbours nothing: a recorder that was killed leaves a torn last line.
/// Memory: one line, and the names of the connections.
/// </remarks>
public static class SessionFile
{
    /// <summary>Reads a file. It is opened anew by each enumeration, and read as the lines are asked for.</summary>
    /// <param name="path">Path of the file.</param>
    /// <returns>The lines in the file's order.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IEnumerable<RecordedLine> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path) ? ReadFile(path) : throw new FileNotFoundException($"Recorded session \"{path}\" does not exist.", path);
    }

    /// <summary>Reads a stream, which may be live, such as standard input: a line comes out as soon as it has arrived.</summary>
    /// <param name="stream">The stream; it is not closed. The result can be enumerated once.</param>
    /// <returns>The lines in the stream's order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read.</exception>
    public static IEnumerable<RecordedLine> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanRead ? ReadLines(stream) : throw new ArgumentException("The stream cannot be read; must be readable.", nameof(stream));
    }

    /// <summary>Looks at the first line that can be read, for a clock that is to start when the session starts.</summary>
    /// <param name="lines">The lines of a session.</param>
    /// <param name="start">The first line's time; the Unix epoch where no line can be read.</param>
    /// <returns>All lines, the first ones included; can be enumerated once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lines"/> is null.</exception>
    public static IEnumerable<RecordedLine> PeekStart(this IEnumerable<RecordedLine> lines, out Timestamp start)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var rest = lines.GetEnumerator();
        var seen = new List<RecordedLine>();
        start = default;
        while (rest.MoveNext())
        {
            seen.Add(rest.Current);
            if (rest.Current.Kind != RecordedLineKind.Malformed)
            {
                start = rest.Current.At;
                break;
            }
        }

        return Continue(seen, rest);
    }

    private static IEnumerable<RecordedLine> Continue(List<RecordedLine> seen, IEnumerator<RecordedLine> rest)
    {
        using (rest)
        {
            foreach (var line in seen)
            {
                yield return line;
            }

            while (rest.MoveNext())
            {
                yield return rest.Current;
            }
        }
    }

    private static IEnumerable<RecordedLine> ReadFile(string path)
    {
        using var file = File.OpenRead(path);
        foreach (var line in ReadLines(file))
        {
            yield return line;
        }
    }

    private static IEnumerable<RecordedLine> ReadLines(Stream stream)
    {
        using var text = Decompressed(stream);
        var reader = new LineReader(text);
        var parser = new RecordedLineParser();
        while (reader.TryRead(out var line, out var problem))
        {
            if (parser.Parse(line, problem) is { } recorded)
            {
                yield return recorded;
            }
        }
    }

    private static Stream Decompressed(Stream stream)
    {
        var start = new byte[GzipMember.HeaderLength];
        var length = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        if (start is not [0x1f, 0x8b, ..])
        {
            return new PrefixedStream(start.AsMemory(0, length), stream);
        }

        length += stream.ReadAtLeast(start.AsSpan(length), start.Length - length, throwOnEndOfStream: false);
        PrefixedStream whole = new(start.AsMemory(0, length), stream);
        var isRecorders = length < start.Length || GzipMember.TryRead(start, out _); // no gzip is shorter than that header, unless it is torn
        return isRecorders ? new GzipMembersStream(whole) : new GZipStream(whole, CompressionMode.Decompress);
    }
}
