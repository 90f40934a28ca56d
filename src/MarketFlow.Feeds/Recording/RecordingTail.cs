namespace MarketFlow.Feeds;

/// <summary>Makes an existing recording ready to be gone on with: cuts off what a recorder that was killed left torn at its end.</summary>
internal static class RecordingTail
{
    private static ReadOnlySpan<byte> FirstBytes => "{\"t\":\""u8;

    /// <summary>Looks at a recording from its beginning to its end, and cuts off a torn tail.</summary>
    /// <param name="file">The file; its position is at its end afterwards.</param>
    /// <param name="path">Its path, for words.</param>
    /// <param name="isCompressed">Whether it is gzip.</param>
    /// <returns>How many bytes were cut off.</returns>
    /// <exception cref="IOException">It is no recording of ours: nothing was changed.</exception>
    public static long Recover(Stream file, string path, out bool isCompressed)
    {
        file.Position = 0;
        var start = new byte[2];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        isCompressed = start is [0x1f, 0x8b] || (read == 1 && start[0] == 0x1f);
        var whole = isCompressed ? EndOfMembers(file, path) : EndOfLines(file, path);
        var torn = file.Length - whole;
        if (torn > 0)
        {
            file.SetLength(whole);
        }

        file.Position = whole;
        return torn;
    }

    private static long EndOfMembers(Stream file, string path)
    {
        long end = 0;
        var header = new byte[GzipMember.HeaderLength];
        while (true)
        {
            file.Position = end;
            var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (!GzipMember.TryRead(header.AsSpan(0, read), out var length))
            {
                return IsTornHeader(header.AsSpan(0, read)) ? end : throw NoRecording(path);
            }

            if (end + length > file.Length || (end + length == file.Length && !IsWhole(file, end, length)))
            {
                return end;
            }

            end += length;
        }
    }

    // Cut, or zeros, which a power cut leaves where the file's length was on the disk before its bytes. Anything else is somebody else's.
    private static bool IsTornHeader(ReadOnlySpan<byte> header) => header.Length < GzipMember.HeaderLength || header.IndexOfAnyExcept((byte)0) < 0;

    private static bool IsWhole(Stream file, long start, int length)
    {
        var member = new byte[length];
        file.Position = start;
        file.ReadExactly(member);
        GzipMember.Read(member, out var problem);
        return problem is null;
    }

    private static long EndOfLines(Stream file, string path)
    {
        var start = new byte[FirstBytes.Length];
        file.Position = 0;
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!FirstBytes.StartsWith(start.AsSpan(0, read)))
        {
            throw NoRecording(path);
        }

        var part = new byte[64 * 1024];
        for (var end = file.Length; end > 0;)
        {
            var length = (int)Math.Min(part.Length, end);
            file.Position = end - length;
            file.ReadExactly(part, 0, length);
            var newline = part.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (newline >= 0)
            {
                return end - length + newline + 1;
            }

            end -= length;
        }

        return 0;
    }

    private static IOException NoRecording(string path) =>
        new($"\"{path}\" exists and is no recording that MarketFlow wrote; must be a new file or such a recording.");
}
