using System.Reactive.Concurrency;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketFlow.Host.Tests;

/// <summary>A real receiver on the loopback, which does what receivers do.</summary>
public sealed class AlertWebhookTests
{
    private static readonly Alert _alert = new()
    {
        Id = "latency:tick",
        Name = "latency",
        About = "tick",
        Severity = AlertSeverity.Warning,
        Since = Samples.Start,
        FiredAt = Samples.Start + TimeSpan.FromSeconds(30),
        Value = "p99 63 ms",
        Allowed = "at most 50 ms",
        Message = "Channel tick: p99 is 63 ms; must be at most 50 ms.",
    };

    [Fact]
    public async Task Posts_what_happened_and_how_the_alert_is()
    {
        await using var receiver = await new WebhookReceiver().StartAsync();
        await using var webhook = To(receiver.Url);
        webhook.OnNext(News());

        var body = await receiver.NextAsync();

        Assert.Equal("raised", body.GetProperty("event").GetString());
        Assert.Equal("2026-03-09T14:30:30Z", body.GetProperty("at").GetString());
        Assert.Equal("raised: warning latency:tick. Channel tick: p99 is 63 ms; must be at most 50 ms.", body.GetProperty("text").GetString());
        Assert.Equal("firing", body.GetProperty("alert").GetProperty("state").GetString());
        await UntilAsync(() => webhook.Sent == 1);
    }

    [Fact]
    public async Task Tries_again_until_the_receiver_takes_it()
    {
        var requests = 0;
        await using var receiver = await new WebhookReceiver((request, context) => Answer(context, (requests = request) < 3 ? 503 : 204)).StartAsync();
        await using var webhook = To(receiver.Url);
        webhook.OnNext(News());

        await UntilAsync(() => webhook.Sent == 1);

        Assert.Equal((0, 3), (webhook.Failed, requests));
    }

    [Fact]
    public async Task Gives_up_after_its_attempts_and_goes_on_with_what_follows()
    {
        var requests = 0;
        await using var receiver = await new WebhookReceiver((request, context) => Answer(context, (requests = request) <= 3 ? 500 : 200)).StartAsync();
        await using var webhook = To(receiver.Url);
        webhook.OnNext(News());
        webhook.OnNext(News(AlertNewsKind.Resolved));

        await UntilAsync(() => webhook.Sent == 1);

        Assert.Equal((1, 4), (webhook.Failed, requests));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    public async Task Does_not_try_again_what_was_refused_nor_follow_elsewhere(int status)
    {
        var requests = 0;
        await using var elsewhere = await new WebhookReceiver((_, _) => throw new InvalidOperationException("Nothing is to come here.")).StartAsync();
        await using var receiver = await new WebhookReceiver((request, context) =>
        {
            requests = request;
            context.Response.Headers.Location = elsewhere.Url;
            return Answer(context, status);
        }).StartAsync();
        await using var webhook = To(receiver.Url);
        webhook.OnNext(News());

        await UntilAsync(() => webhook.Failed == 1);

        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task Gives_up_a_receiver_that_does_not_answer()
    {
        TaskCompletionSource hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await new WebhookReceiver((_, _) => hanging.Task).StartAsync();
        await using var webhook = To(receiver.Url);
        webhook.OnNext(News());

        await UntilAsync(() => webhook.Failed == 1);

        hanging.SetResult();
    }

    [Fact]
    public async Task Gives_up_where_there_is_no_receiver_without_telling_the_secret_of_its_address()
    {
        LoggedLines log = new();
        await using var webhook = To("http://127.0.0.1:1/hooks/secret", log);
        webhook.OnNext(News());

        await UntilAsync(() => webhook.Failed == 1 && !log.Lines.IsEmpty);

        var line = Assert.Single(log.Lines);
        Assert.Contains("http://127.0.0.1:1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_news_while_the_receiver_hangs_and_drops_the_oldest_that_waits()
    {
        TaskCompletionSource hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await new WebhookReceiver((request, _) => request == 1 ? hanging.Task : Task.CompletedTask).StartAsync();
        await using var webhook = To(receiver.Url, timeout: TimeSpan.FromMinutes(1));
        webhook.OnNext(News());
        await receiver.NextAsync(); // it hangs

        for (var news = 0; news < 5; news++)
        {
            webhook.OnNext(News(at: news));
        }

        Assert.Equal(3, webhook.Dropped);
        hanging.SetResult();
        Assert.Equal("2026-03-09T14:30:33Z", (await receiver.NextAsync()).GetProperty("at").GetString());
        Assert.Equal("2026-03-09T14:30:34Z", (await receiver.NextAsync()).GetProperty("at").GetString());
        await UntilAsync(() => webhook.Sent == 3);
    }

    [Fact]
    public async Task Ends_at_once_while_the_receiver_hangs()
    {
        TaskCompletionSource hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await new WebhookReceiver((_, _) => hanging.Task).StartAsync();
        var webhook = To(receiver.Url, timeout: TimeSpan.FromMinutes(1));
        webhook.OnNext(News());
        await receiver.NextAsync();

        await webhook.DisposeAsync().AsTask().WaitAsync(TestClient.Patience());

        Assert.Equal((0, 0), (webhook.Sent, webhook.Failed));
        hanging.SetResult();
    }

    [Fact]
    public async Task Goes_on_when_the_log_cannot_be_written()
    {
        await using var receiver = await new WebhookReceiver((request, context) => Answer(context, request == 1 ? 400 : 200)).StartAsync();
        await using var webhook = To(receiver.Url, new BrokenLog());
        webhook.OnNext(News());
        webhook.OnNext(News(AlertNewsKind.Resolved));

        await UntilAsync(() => webhook.Sent == 1);

        Assert.Equal(1, webhook.Failed);
    }

    [Fact]
    public async Task Ends_once_however_often_it_is_told_to()
    {
        var webhook = To("http://127.0.0.1:9/");
        await webhook.DisposeAsync();

        await webhook.DisposeAsync();
    }

    private sealed class BrokenLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("No space left on device");
    }

    private static AlertWebhook To(string url, ILogger? log = null, TimeSpan? timeout = null) => new(
        new() { Url = url, Attempts = 3, RetryDelay = TimeSpan.FromMilliseconds(10), Timeout = timeout ?? TimeSpan.FromMilliseconds(500), Capacity = 2 },
        Scheduler.Default,
        log ?? NullLogger.Instance);

    private static AlertNews News(AlertNewsKind kind = AlertNewsKind.Raised, int at = 0) => new(kind, _alert.FiredAt + TimeSpan.FromSeconds(at), _alert);

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var patience = TestClient.Patience();
        while (!isSo())
        {
            await Task.Delay(1, patience); // lets others run; nothing is measured by it
            patience.ThrowIfCancellationRequested();
        }
    }
}
