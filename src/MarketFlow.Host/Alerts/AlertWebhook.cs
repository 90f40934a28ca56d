using System.Net;
using System.Reactive.Concurrency;
using System.Text;
using System.Threading.Channels;
using MarketFlow.Feeds;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace MarketFlow.Host;

/// <summary>Posts the news of alerts to an address, one after the other.</summary>
/// <remarks>
/// Whoever brings news never waits. What cannot be delivered is tried again, each time after twice as long, then given up and counted; so
/// is the oldest that waits when there is too much. Redirects are not followed: the news goes where it was told to, and nowhere else.
/// Memory: the news that waits.
/// </remarks>
internal sealed class AlertWebhook : IObserver<AlertNews>, IAsyncDisposable
{
    private static readonly TimeSpan _longestDelay = TimeSpan.FromMinutes(1);
    private readonly WebhookSettings _settings;
    private readonly ILogger _log;
    private readonly Uri _url;
    private readonly HttpClient _http = OutboundHttp.CreateClient(Timeout.InfiniteTimeSpan);
    private readonly ResiliencePipeline<HttpStatusCode> _attempts;
    private readonly Channel<AlertNews> _waiting;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _sending;
    private long _sent;
    private long _failed;
    private long _dropped;
    private bool _isDisposed;

    /// <summary>Begins to send.</summary>
    /// <param name="settings">Where to, with an address, and how hard it is tried.</param>
    /// <param name="clock">Counts the receiver's time and the waits between attempts.</param>
    /// <param name="log">Told what was given up.</param>
    public AlertWebhook(WebhookSettings settings, IScheduler clock, ILogger log)
    {
        (_settings, _log, _url) = (settings, log, new(settings.Url!));
        _attempts = AttemptsOf(settings, clock);
        _waiting = Channel.CreateBounded<AlertNews>(
            new BoundedChannelOptions(settings.Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, NoteDropped);
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>News that the receiver took.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>News that was given up.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>News that was dropped because too much waited.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes news; returns at once.</summary>
    public void OnNext(AlertNews value) => _waiting.Writer.TryWrite(value);

    /// <summary>Does nothing: what waits is still sent.</summary>
    public void OnError(Exception error)
    {
    }

    /// <summary>Does nothing: what waits is still sent.</summary>
    public void OnCompleted()
    {
    }

    /// <summary>Ends at once: what waits is not sent. Once more does nothing: the container, to which the host is two services, ends it twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _ending.CancelAsync();
        await _sending;
        _http.Dispose();
        _ending.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var news in _waiting.Reader.ReadAllAsync(_ending.Token))
            {
                await SendAsync(news);
            }
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            // the host ends, whatever that did to the attempt under way
        }
    }

    private async Task SendAsync(AlertNews news)
    {
        string problem;
        try
        {
            var body = Encoding.UTF8.GetBytes(JsonText.Write(AlertJson.Write(news)));
            var status = await _attempts.ExecuteAsync(async cancellation => await PostAsync(body, cancellation), _ending.Token);
            if (IsTaken(status))
            {
                Interlocked.Increment(ref _sent);
                return;
            }

            problem = FormattableString.Invariant($"it answered {(int)status}.");
        }
        catch (Exception error) when (!_ending.IsCancellationRequested)
        {
            problem = error is TimeoutRejectedException ? $"it did not answer within {_settings.Timeout}." : error.Message;
        }

        Interlocked.Increment(ref _failed);
        TellOf(news, problem);
    }

    private void TellOf(AlertNews news, string problem)
    {
        try
        {
            AlertLog.NotDelivered(_log, AlertJson.NameOf(news.Kind), news.Alert.Id, _settings.Receiver, problem);
        }
        catch (Exception)
        {
            // a log that cannot be written must not end the news: it is counted, and the next may arrive
        }
    }

    private async Task<HttpStatusCode> PostAsync(byte[] body, CancellationToken cancellation)
    {
        // A further attempt begins on the clock's thread, which has better to do than to make a request.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, _url) { Content = content };

        // The answer's body is nobody's: it is not read, however long it is.
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return answer.StatusCode;
    }

    private void NoteDropped(AlertNews news)
    {
        Interlocked.Increment(ref _dropped);
        AlertLog.Dropped(_log, _settings.Receiver, AlertJson.NameOf(news.Kind), news.Alert.Id);
    }

    private static bool IsTaken(HttpStatusCode status) => (int)status is >= 200 and < 300;

    // Who refuses for what was said will refuse it again.
    private static bool IsToTryAgain(HttpStatusCode status) => (int)status is >= 500 or 408 or 429;

    private static ResiliencePipeline<HttpStatusCode> AttemptsOf(WebhookSettings settings, IScheduler clock)
    {
        ResiliencePipelineBuilder<HttpStatusCode> attempts = new() { TimeProvider = new SchedulerTimeProvider(clock) };
        if (settings.Attempts > 1)
        {
            attempts.AddRetry(new RetryStrategyOptions<HttpStatusCode>
            {
                MaxRetryAttempts = settings.Attempts - 1,
                Delay = settings.RetryDelay,
                MaxDelay = _longestDelay,
                BackoffType = DelayBackoffType.Exponential,
                ShouldHandle = static tried => ValueTask.FromResult(
                    tried.Outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException
                    || (tried.Outcome.Exception is null && IsToTryAgain(tried.Outcome.Result))),
            });
        }

        return attempts.AddTimeout(settings.Timeout).Build();
    }
}
