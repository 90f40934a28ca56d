namespace MarketFlow.Host;

/// <summary>What carries a session: at most one GET and one POST at a time, or one WebSocket, never back.</summary>
/// <remarks>Each question takes the place it asks for, or says why not. Thread-safe.</remarks>
/// <param name="isOnWebSocket">True where the session begins on a WebSocket.</param>
internal sealed class SessionCarriers(bool isOnWebSocket)
{
    private readonly Lock _gate = new();
    private bool _isOnWebSocket = isOnWebSocket;
    private bool _isProbed;
    private bool _isPolled;
    private bool _isPosted;

    /// <summary>True once the session is on its WebSocket.</summary>
    public bool IsOnWebSocket => Read(ref _isOnWebSocket);

    /// <summary>True while a WebSocket is being tried.</summary>
    public bool IsProbed => Read(ref _isProbed);

    /// <summary>True while a GET waits.</summary>
    public bool IsPolled => Read(ref _isPolled);

    /// <summary>A GET begins.</summary>
    public bool TryBeginPoll() => TryTake(ref _isPolled);

    /// <summary>It is over.</summary>
    public void EndPoll() => Write(ref _isPolled, value: false);

    /// <summary>A POST begins.</summary>
    public bool TryBeginPost() => TryTake(ref _isPosted);

    /// <summary>It is over.</summary>
    public void EndPost() => Write(ref _isPosted, value: false);

    /// <summary>A WebSocket is to be tried.</summary>
    public bool TryBeginProbe() => TryTake(ref _isProbed);

    /// <summary>It was not for this time.</summary>
    public void EndProbe() => Write(ref _isProbed, value: false);

    /// <summary>The session is on its WebSocket from now on.</summary>
    public void Upgrade()
    {
        lock (_gate)
        {
            _isProbed = false;
            _isOnWebSocket = true;
        }
    }

    private bool TryTake(ref bool place)
    {
        lock (_gate)
        {
            if (_isOnWebSocket || place)
            {
                return false;
            }

            return place = true;
        }
    }

    private bool Read(ref bool place)
    {
        lock (_gate)
        {
            return place;
        }
    }

    private void Write(ref bool place, bool value)
    {
        lock (_gate)
        {
            place = value;
        }
    }
}
