namespace MarketFlow.Host;

/// <summary>What a session carries: who is told its messages, and what is left to say at its end.</summary>
internal abstract class EngineListener : IDisposable
{
    /// <summary>Made before the session's last packet: what was to be said later.</summary>
    public abstract DuePackets Rest { get; }

    /// <summary>The session is open.</summary>
    public abstract void Open();

    /// <summary>A message has come. Completes when the next may.</summary>
    /// <returns>What is wrong with it, after which the session ends; null where it was understood.</returns>
    public abstract Task<string?> HandleAsync(ReadOnlyMemory<byte> message);

    /// <summary>The words with which a client is told why its session ends: a whole packet.</summary>
    public abstract EnginePacket LastWords(string code, string message);

    /// <summary>The session accepts and sends nothing more of its own.</summary>
    public abstract void Dispose();
}
