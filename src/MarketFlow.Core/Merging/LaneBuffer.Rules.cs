namespace MarketFlow;

/// <content>What is removed when the lane is full, refuses, or a delegate throws. All of it is called under the lane's lock.</content>
internal sealed partial class LaneBuffer<T>
{
    private void Accept(T value, long arrivedAt) =>
        Account(received: 1, removed: _waiting.Append(value, arrivedAt), RemovalReason.Conflated);

    private Exception? AddToFullOrCongested(T value, long arrivedAt)
    {
        var error = AddByRule(value, arrivedAt);
        SettleFault();
        _isEmpty = _waiting.Count == 0;
        return error ?? _fault;
    }

    private LaneOverflowException? AddByRule(T value, long arrivedAt)
    {
        switch (options.Overflow)
        {
            case var _ when _waiting.Count < options.Capacity:
                Accept(value, arrivedAt);
                break;

            case Overflow.Fail:
                Account(received: 1, removed: 1, RemovalReason.Overflow);
                return new($"Lane \"{options.Name}\" is full: {options.Capacity} events wait, and it may not lose any (Overflow is Fail).");

            case Overflow.DropNewest:
                Account(received: 1, removed: 1, RemovalReason.Overflow);
                break;

            case Overflow.Conflate:
                AddConflated(value, arrivedAt);
                break;

            default:
                var removed = _waiting.RemoveFirst();
                _waiting.Append(value, arrivedAt);
                Account(received: 1, removed, RemovalReason.Overflow);
                break;
        }

        return null;
    }

    private void AddConflated(T value, long arrivedAt)
    {
        Account(received: 0, removed: _waiting.Congest(), RemovalReason.Conflated);
        if (SettleFault())
        {
            Refuse();
            return;
        }

        Accept(value, arrivedAt);
        if (!SettleFault() && _waiting.Count > options.Capacity)
        {
            Account(received: 0, removed: _waiting.RemoveFirst(), RemovalReason.Overflow);
        }
    }

    private bool SettleFault()
    {
        if (!_waiting.TryRemoveFaulty())
        {
            return false;
        }

        _fault ??= _waiting.Fault;
        _isRefusing = true;
        Account(received: 0, removed: 1, RemovalReason.Invalid);
        return true;
    }

    private void Refuse()
    {
        if (_isReleased)
        {
            stage?.RemovedLate();
        }
        else
        {
            Account(received: 1, removed: 1, RemovalReason.Shutdown);
        }
    }

    private void Release()
    {
        _isReleased = true;
        _claim?.Dispose();
    }

    private void Account(long received, long removed, RemovalReason reason) =>
        stage?.Changed(received, emitted: 0, removed, reason, heldNow: _waiting.Count);
}
