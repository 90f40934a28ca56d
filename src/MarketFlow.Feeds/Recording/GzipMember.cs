using System.Buffers.Binary;
using System.IO.Compression;

namespace MarketFlow.Feeds;

/// <summary>Gzip members that tell their own length, one per flush of a recorder: so it is known of each whether it is whole.</summary>
/// <remarks>
/// The length is in an extra field "MF" of the header (RFC 1952, section 2.3.1.1), which every reader of gzip passes over: the file is
/// ordinary gzip.
/// </remarks>
internal static class GzipMember
{
    /// <summary>Length of the header that tells the length.</summary>
    public const int HeaderLength = 20;

    private const int PlainHeaderLength = 10;
    private const int TrailerLength = 8;
    private const byte HasExtraField = 4;

    private static ReadOnlySpan<byte> ExtraField => [8, 0, (byte)'M', (byte)'F', 4, 0];

    /// <summary>Compresses some bytes into one member.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream compressed = new();
        compressed.Write(new byte[HeaderLength - PlainHeaderLength]); // room: the header moves to the front, the extra field behind it
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        var member = compressed.ToArray();
        member.AsSpan(HeaderLength - PlainHeaderLength, PlainHeaderLength).CopyTo(member);
        member[3] = HasExtraField;
        ExtraField.CopyTo(member.AsSpan(PlainHeaderLength));
        BinaryPrimitives.WriteInt32LittleEndian(member.AsSpan(PlainHeaderLength + ExtraField.Length), member.Length);
        return member;
    }

    /// <summary>Whether a member that tells its length begins here.</summary>
    /// <param name="header">The first <see cref="HeaderLength"/> bytes.</param>
    /// <param name="length">The whole member's length, its header included.</param>
    public static bool TryRead(ReadOnlySpan<byte> header, out int length)
    {
        length = 0;
        if (header.Length < HeaderLength || header is not [0x1f, 0x8b, 8, HasExtraField, ..] || !header[PlainHeaderLength..].StartsWith(ExtraField))
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32LittleEndian(header[(PlainHeaderLength + ExtraField.Length)..]);
        return length >= HeaderLength + TrailerLength;
    }

    /// <summary>Decompresses one member, or what there is of it.</summary>
    /// <param name="member">The member, whole or cut.</param>
    /// <param name="problem">Why not all of it could be read; null where it could.</param>
    public static byte[] Read(byte[] member, out string? problem)
    {
        problem = null;
        using MemoryStream text = new();
        try
        {
            using GZipStream gzip = new(new MemoryStream(member), CompressionMode.Decompress);
            gzip.CopyTo(text);
        }
        catch (InvalidDataException error)
        {
            problem = error.Message;
        }

        return text.ToArray();
    }
}
