namespace MarketFlow.Benchmarks;

/// <summary>Counts frames on the reading thread, and tells another when as many have come as it waits for.</summary>
internal sealed class Arrivals : IDisposable
{
    private readonly ManualResetEventSlim _reached = new();
    private long _frames;
    private long _target;

    public long Bytes { get; private set; }

    public void Expect(int frames)
    {
        _reached.Reset();
        Volatile.Write(ref _target, _frames + frames);
    }

    public void Add(int bytes)
    {
        Bytes += bytes;
        if (++_frames == Volatile.Read(ref _target))
        {
            _reached.Set();
        }
    }

    public void Await() => _reached.Wait();

    public void Dispose() => _reached.Dispose();
}
