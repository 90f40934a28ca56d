namespace MarketFlow.Host;

/// <summary>What waits for one client, bounded in bytes. Offering never blocks and never fails: the outbox decides who is lost.</summary>
/// <remarks>
/// When more than <paramref name="maxBytes"/> wait, of the waiting quotes and FMV only the latest per symbol stay, and it goes on
/// so until half of the bound waits. When that is not enough, all that waits is dropped and the client is disconnected as slow:
/// a trade is never dropped from among others. For the order see <see cref="OutboxQueue"/>.
/// Cost: offering is O(1); what waits is looked through once per time that it grows from half the bound to all of it.
/// Thread-safe: events come from the delivery thread, answers from the client's own, and one sender takes. No lock is held while calling out.
/// </remarks>
/// <param name="maxBytes">Most bytes that wait, as encoded and without <c>seq</c>.</param>
/// <param name="protocol">What the client is told when it is given up, or the host ends.</param>
internal sealed class ClientOutbox(int maxBytes, ClientProtocol protocol)
{
    private readonly ShortLock _gate = new();
    private readonly OutboxQueue _queue = new(maxBytes);
    private readonly HeldBack _heldBack = new();
    private readonly TaskCompletionSource<ClientClose> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SenderSleep _sleep = new();
    private bool _isAsleep;
    private ClientClose? _close;
    private ClientAccount _account;
    private OutboxNews _news;

    /// <summary>Completes when the outbox stops accepting events, with how the connection is to end.</summary>
    public Task<ClientClose> Ending => _ending.Task;

    /// <summary>True once the client was found too slow.</summary>
    public bool WasSlow => Close == ClientClose.Slow;

    /// <summary>How the connection is to end; null while it is open.</summary>
    public ClientClose? Close
    {
        get
        {
            using (_gate.EnterScope())
            {
                return _close;
            }
        }
    }

    /// <summary>Bytes that wait.</summary>
    public long WaitingBytes
    {
        get
        {
            using (_gate.EnterScope())
            {
                return _queue.Bytes;
            }
        }
    }

    /// <summary>The account as of now; it balances at every instant.</summary>
    public ClientAccount Account
    {
        get
        {
            using (_gate.EnterScope())
            {
                return _account with { Held = Held };
            }
        }
    }

    private long Held => _queue.Events + _heldBack.Count;

    /// <summary>An event for the client. Once the outbox is ending it is ignored, and was never received.</summary>
    public void Offer(SharedMessage message) => OfferAsleep(message)?.End();

    /// <summary>The same for whoever has more events to offer soon and wakes the sender after them.</summary>
    /// <returns>What wakes the sender, which sleeps until then; null where there is nobody to wake.</returns>
    public SenderSleep? OfferAsleep(SharedMessage message)
    {
        using (_gate.EnterScope())
        {
            if (_close is not null)
            {
                return null;
            }

            _account.Received++;
            return Add(message);
        }
    }

    /// <summary>An answer to the client. Once the outbox is ending it is ignored.</summary>
    public void Answer(SharedMessage message)
    {
        SenderSleep? sleeper = null;
        using (_gate.EnterScope())
        {
            if (_close is null)
            {
                sleeper = Add(message);
            }
        }

        sleeper?.End();
    }

    /// <summary>An event for the client that goes into its conflation first. Held until <see cref="Release"/> brings the survivor of its key.</summary>
    /// <returns>False where the outbox is ending and the event was never received.</returns>
    public bool HoldBack(SharedMessage message)
    {
        using (_gate.EnterScope())
        {
            if (_close is not null)
            {
                return false;
            }

            _account.Received++;
            _heldBack.Add(message.Key);
            return true;
        }
    }

    /// <summary>The survivor of its key comes out of the conflation; the others of its key are conflated.</summary>
    public void Release(SharedMessage message)
    {
        SenderSleep? sleeper = null;
        using (_gate.EnterScope())
        {
            if (_heldBack.TryRelease(message.Key, out var count))
            {
                CountConflated(count - 1);
                sleeper = Add(message);
            }
        }

        sleeper?.End();
    }

    /// <summary>Accepts no more events. What waits is still sent or removed as shutdown, as <paramref name="close"/> says.</summary>
    public void End(ClientClose close)
    {
        SenderSleep? sleeper = null;
        using (_gate.EnterScope())
        {
            if (_close is null && protocol.LastWords(close) is { } words)
            {
                sleeper = Add(words);
            }

            _close ??= close;
            if (!close.WaitsForDelivery)
            {
                _account.Shutdown += Held;
                Clear();
            }

            _ending.TrySetResult(_close);
            sleeper ??= TakeSleeper();
        }

        sleeper?.End();
    }

    /// <summary>Accepts no more events, and has the client told why after what waits. Once the outbox is ending it is ignored.</summary>
    /// <param name="words">The last message it gets.</param>
    /// <param name="close">How the connection is to end.</param>
    public void EndWith(SharedMessage words, ClientClose close)
    {
        SenderSleep? sleeper = null;
        using (_gate.EnterScope())
        {
            if (_close is null)
            {
                sleeper = Add(words);
                _close ??= close; // the words may have been one message too many, which ends it as slow
                _ending.TrySetResult(_close);
                sleeper ??= TakeSleeper();
            }
        }

        sleeper?.End();
    }

    /// <summary>Waits until something can be taken, or nothing ever will. For the one sender.</summary>
    public ValueTask WaitAsync() => IsAsleepFromNowOn() ? new(_sleep, _sleep.Version) : ValueTask.CompletedTask;

    /// <summary>Takes about as much as goes into one frame; from here on it counts as emitted.</summary>
    /// <param name="batch">Emptied; receives the messages.</param>
    /// <param name="news">What to tell the client before them.</param>
    /// <returns>False where nothing waits.</returns>
    public bool TryTake(List<SharedMessage> batch, out OutboxNews news)
    {
        batch.Clear();
        using (_gate.EnterScope())
        {
            var before = _queue.Events;
            _queue.TakeInto(batch, ClientFrame.MaxLength);
            _account.Emitted += before - _queue.Events;
            news = batch.Count > 0 ? _news : default;
            _news = batch.Count > 0 ? default : _news;
            return batch.Count > 0;
        }
    }

    private bool IsAsleepFromNowOn()
    {
        using (_gate.EnterScope())
        {
            _isAsleep = _queue.Count == 0 && _close is null;
            if (_isAsleep)
            {
                _sleep.Begin();
            }

            return _isAsleep;
        }
    }

    private SenderSleep? Add(SharedMessage message)
    {
        CountConflated(_queue.Add(message));
        if (_queue.IsOverBound)
        {
            EndAsSlow();
        }

        return TakeSleeper();
    }

    private void EndAsSlow()
    {
        var lost = Held;
        _account.ClientSlow += lost;
        _news = _news with { Dropped = lost };
        Clear();
        _queue.Add(protocol.TooSlow(maxBytes, lost));
        _close = ClientClose.Slow;
        _ending.TrySetResult(_close);
    }

    private void Clear()
    {
        _queue.Clear();
        _heldBack.Clear();
    }

    private void CountConflated(long count)
    {
        if (count > 0)
        {
            _account.Conflated += count;
            _news = _news with { Conflated = _news.Conflated + count };
        }
    }

    private SenderSleep? TakeSleeper()
    {
        var sleeper = _isAsleep ? _sleep : null;
        _isAsleep = false;
        return sleeper;
    }
}
