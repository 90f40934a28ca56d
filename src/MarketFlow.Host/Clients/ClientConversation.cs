namespace MarketFlow.Host;

/// <summary>What the host says to one client in answer to it: the part of a protocol that is a conversation, not a stream of events.</summary>
/// <remarks>Everything it says goes into the client's outbox, whose order is what the client sees. Requests come one at a time.</remarks>
internal abstract class ClientConversation : IDisposable
{
    /// <summary>The connection is open.</summary>
    public virtual void Open()
    {
    }

    /// <summary>The client has sent a message. Never fails on what it holds; completes when the next may be read.</summary>
    public abstract Task HandleAsync(ReceivedRequest received);

    /// <summary>The connection is over.</summary>
    public virtual void Dispose()
    {
    }
}
