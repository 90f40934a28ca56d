namespace MarketFlow.Feeds.Tests;

/// <summary>A file on a disk with so much room, which takes what fits of a write and then fails, as a real one does.</summary>
internal sealed class FullDisk(int room) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var fits = (int)Math.Min(buffer.Length, Math.Max(0, room - Position));
        base.Write(buffer[..fits]);
        if (fits < buffer.Length)
        {
            throw new IOException("No space left on device");
        }
    }
}
