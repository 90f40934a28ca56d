using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Where raw frames pass between sockets and decoder: hands them to a recorder while there is one, else costs a look at a field.</summary>
internal sealed class FrameTap
{
    private volatile SessionRecorder? _recorder;

    /// <summary>Who gets the frames; null for nobody. Any thread.</summary>
    public SessionRecorder? Recorder
    {
        get => _recorder;
        set => _recorder = value;
    }

    /// <summary>A frame passes. Any thread; never waits, never throws.</summary>
    public void Pass(Frame frame) => _recorder?.Offer(frame);
}
