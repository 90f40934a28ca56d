namespace MarketFlow;

/// <content>What goes out: one notification at a time, each decided when the observer is free to take it.</content>
internal abstract partial class TimedSink<T, TResult>
{
    private void Deliver()
    {
        while (TryDeliver(out var due) && _timer.Arm(due) && TryLook())
        {
            // the timer fired within Arm, so the due time has come
        }
    }

    /// <summary>Delivers what is due by now, unless another call is delivering or the stream has ended.</summary>
    private bool TryDeliver(out DateTimeOffset due)
    {
        due = DueTime.Never;
        lock (Gate)
        {
            if (_isDelivering)
            {
                return false;
            }

            _isDelivering = true; // it stays so where the consumer throws: nothing may be delivered before the guard has disposed
        }

        while (TryTake(out var value, out var isEnd, out due))
        {
            if (isEnd)
            {
                DeliverEnd();
                return false;
            }

            _downstream.OnNext(value);
        }

        return true;
    }

    private bool TryTake(out TResult value, out bool isEnd, out DateTimeOffset due)
    {
        lock (Gate)
        {
            (value, isEnd, due) = (default!, false, DueTime.Never);
            if (_isStopped)
            {
                return _isDelivering = false;
            }

            if (TryTakeNext(out value!))
            {
                return true;
            }

            if (!_isEnding)
            {
                due = NextDue;
            }

            isEnd = _isStopped = _isEnding;
            return _isDelivering = isEnd;
        }
    }

    // A comparer that throws ends the stream; what can still be taken goes out first.
    private bool TryTakeNext(out TResult? value)
    {
        while (true)
        {
            try
            {
                return TryTake(_clock.Now, _isEnding, out value);
            }
            catch (Exception error)
            {
                _isEnding = true;
                _error ??= error;
            }
        }
    }

    private void DeliverEnd()
    {
        Release();
        if (_error is null)
        {
            _downstream.OnCompleted();
        }
        else
        {
            _downstream.OnError(_error);
        }
    }

    private void Release()
    {
        _timer.Dispose();
        _upstream.Dispose();
        lock (Gate)
        {
            _isReleased = true;
        }

        _claim?.Dispose();
    }
}
