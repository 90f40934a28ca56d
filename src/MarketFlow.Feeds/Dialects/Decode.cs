using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow.Feeds;

/// <summary>Operators from frames to events.</summary>
public static partial class FeedOperators
{
    /// <summary>Reads every frame and emits its events in order.</summary>
    /// <param name="frames">Frames of one feed; its notifications must not overlap (see <c>Serialize</c>).</param>
    /// <param name="decoder">The vendor's decoder; used by this subscription alone.</param>
    /// <param name="faults">Receives what could not be read, before the frame's good events. Never completed.</param>
    /// <param name="stage">
    /// The account, in messages: each event, each fault (<c>invalid</c>) and each message that carries no event (<c>filtered</c>) counts as received.
    /// </param>
    /// <param name="unusual">
    /// Receives the messages that have an unusual field, which are among the events too, before the frame's events. Never completed; null
    /// where none is interested.
    /// </param>
    /// <returns>The events, on the source's thread.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Remembers what the decoder remembers. If the decoder throws all the same, that frame is a fault and the stream goes on.
    /// Where the subscription is disposed of in the middle of a frame, or the consumer throws, the rest of the frame's events is removed as <c>shutdown</c>.
    /// A consumer that throws is unsubscribed; the exception goes to the source.
    /// </remarks>
    public static IObservable<MarketEvent> Decode(
        this IObservable<Frame> frames, IFrameDecoder decoder, IObserver<DecodeFault> faults, LedgerStage? stage = null, IObserver<VendorMessage>? unusual = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(faults);

        return new DecodedFrames(frames, decoder, faults, stage, unusual);
    }

    // Not Observable.Create: its observer swallows what is entered as emitted while another thread disposes.
    private sealed class DecodedFrames(
        IObservable<Frame> frames, IFrameDecoder decoder, IObserver<DecodeFault> faults, LedgerStage? stage, IObserver<VendorMessage>? unusual)
        : IObservable<MarketEvent>
    {
        public IDisposable Subscribe(IObserver<MarketEvent> observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            return new DecodeSink(observer, decoder, faults, stage, unusual).Run(frames);
        }
    }

    private sealed class DecodeSink(
        IObserver<MarketEvent> downstream, IFrameDecoder decoder, IObserver<DecodeFault> faults, LedgerStage? stage, IObserver<VendorMessage>? unusual)
        : IObserver<Frame>, IDisposable
    {
        private readonly DecodedFrame _found = new();
        private SingleAssignmentDisposableValue _upstream;
        private int _isStopped;

        public DecodeSink Run(IObservable<Frame> frames)
        {
            _upstream.Disposable = frames.SubscribeSafe(this);
            return this;
        }

        public void OnNext(Frame value)
        {
            if (Volatile.Read(ref _isStopped) != 0)
            {
                return;
            }

            _found.Clear();
            try
            {
                decoder.Decode(value, _found);
            }
            catch (Exception error)
            {
                _found.Reject(value, $"The decoder failed: {error.Message}");
            }

            Account();
            foreach (var fault in _found.Faults)
            {
                faults.OnNext(fault);
            }

            if (_found.Unusual > 0 && unusual is not null)
            {
                foreach (var message in _found.Events.OfType<VendorMessage>().Where(message => message.Unusual is not null))
                {
                    unusual.OnNext(message);
                }
            }

            Emit();
        }

        public void OnError(Exception error)
        {
            if (TryStop())
            {
                downstream.OnError(error);
            }
        }

        public void OnCompleted()
        {
            if (TryStop())
            {
                downstream.OnCompleted();
            }
        }

        public void Dispose() => TryStop();

        private void Emit()
        {
            var emitted = 0;
            try
            {
                while (emitted < _found.Events.Count && Volatile.Read(ref _isStopped) == 0)
                {
                    var found = _found.Events[emitted++];
                    stage?.Passed();
                    downstream.OnNext(found);
                }
            }
            catch
            {
                Dispose();
                throw;
            }
            finally
            {
                var left = _found.Events.Count - emitted;
                if (left > 0)
                {
                    stage?.Changed(left, emitted: 0, left, RemovalReason.Shutdown);
                }
            }
        }

        private bool TryStop()
        {
            if (Interlocked.Exchange(ref _isStopped, 1) != 0)
            {
                return false;
            }

            _upstream.Dispose();
            return true;
        }

        private void Account()
        {
            if (stage is null)
            {
                return;
            }

            if (_found.Faults.Count > 0)
            {
                stage.Changed(_found.Faults.Count, emitted: 0, _found.Faults.Count, RemovalReason.Invalid);
            }

            if (_found.Ignored > 0)
            {
                stage.Changed(_found.Ignored, emitted: 0, _found.Ignored, RemovalReason.Filtered);
            }
        }
    }
}
