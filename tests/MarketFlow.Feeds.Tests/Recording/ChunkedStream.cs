namespace MarketFlow.Feeds.Tests;

/// <summary>Gives at most so many bytes at a time, as a pipe does, and cannot seek.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public int Reads { get; private set; }

    // The other overloads come here.
    public override int Read(byte[] buffer, int offset, int count)
    {
        Reads++;
        return base.Read(buffer, offset, Math.Min(chunk, count));
    }
}
