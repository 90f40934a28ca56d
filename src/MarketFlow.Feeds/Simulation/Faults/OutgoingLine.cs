using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Feeds;

/// <summary>What is late on its way to one client. What is said after it stands in line behind it: no message overtakes another.</summary>
/// <param name="send">Sends a message, and completes when it is sent. Called for one message at a time; must not throw.</param>
/// <param name="clock">Counts how late a message is.</param>
/// <remarks>Thread-safe. Memory: the messages that stand in line.</remarks>
internal sealed class OutgoingLine<T>(Func<T, Task> send, IScheduler clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(T Message, DateTimeOffset Due)> _waiting = new();
    private readonly SerialDisposable _next = new();
    private DateTimeOffset _lastDue;

    /// <summary>Puts a message in line if it is late, or if others stand there.</summary>
    /// <returns>False where there is nothing to wait for, and the caller sends it.</returns>
    public bool TryEnqueue(T message, TimeSpan delay)
    {
        lock (_gate)
        {
            if (delay <= TimeSpan.Zero && _waiting.Count == 0)
            {
                return false;
            }

            var due = clock.Now + delay;
            _lastDue = _waiting.Count > 0 && _lastDue > due ? _lastDue : due;
            _waiting.Enqueue((message, _lastDue));
            if (_waiting.Count == 1)
            {
                Schedule(due);
            }

            return true;
        }
    }

    public void Dispose() => _next.Dispose();

    private void Schedule(DateTimeOffset due) => _next.Disposable = clock.Schedule(Scheduler.Normalize(due - clock.Now), () => _ = SendDueAsync());

    private async Task SendDueAsync()
    {
        for (var isFirst = true; TryTakeDue(isFirst, out var message); isFirst = false)
        {
            await send(message).ConfigureAwait(false);
        }
    }

    // A message leaves the line when it is sent: until then, what comes belongs behind it.
    private bool TryTakeDue(bool isFirst, [MaybeNullWhen(false)] out T message)
    {
        lock (_gate)
        {
            if (!isFirst)
            {
                _waiting.Dequeue();
            }

            if (_next.IsDisposed || !_waiting.TryPeek(out var next))
            {
                message = default;
                return false;
            }

            message = next.Message;
            if (next.Due > clock.Now)
            {
                Schedule(next.Due);
                return false;
            }

            return true;
        }
    }
}
