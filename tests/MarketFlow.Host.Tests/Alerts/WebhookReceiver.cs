using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>Whoever is to be told of alerts, on a free port of the loopback: answers as the test says, and keeps what it was sent.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Channel<JsonElement> _received = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> _kept = [];
    private readonly WebApplication _application;

    /// <param name="answer">What it does with the nth request, from 1. By default it takes all.</param>
    public WebhookReceiver(Func<int, HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        var requests = 0;
        _application.Run(async context =>
        {
            Assert.Equal(("POST", "application/json"), (context.Request.Method, context.Request.ContentType));
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            await _received.Writer.WriteAsync(body.RootElement.Clone());
            await (answer?.Invoke(Interlocked.Increment(ref requests), context) ?? Task.CompletedTask);
        });
    }

    public string Url => _application.Urls.Single() + "/hooks/secret";

    public async Task<WebhookReceiver> StartAsync()
    {
        await _application.StartAsync();
        return this;
    }

    /// <summary>The next request's body.</summary>
    public Task<JsonElement> NextAsync() => NextAsync(TestClient.Patience());

    /// <summary>The first news of an alert of which this holds; what came of it before is read with it. News of others is kept for whoever asks.</summary>
    public async Task<JsonElement> FirstAsync(string id, Func<JsonElement, bool> isIt)
    {
        var patience = TestClient.Patience(); // one for all: an alert that is repeated every second would renew it for ever
        var at = 0;
        while (true)
        {
            if (at == _kept.Count)
            {
                _kept.Add(await NextAsync(patience));
            }

            var news = _kept[at];
            if (news.GetProperty("alert").GetProperty("id").GetString() != id)
            {
                at++;
                continue;
            }

            _kept.RemoveAt(at);
            if (isIt(news))
            {
                return news;
            }
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task<JsonElement> NextAsync(CancellationToken patience)
    {
        try
        {
            return await _received.Reader.ReadAsync(patience);
        }
        catch (OperationCanceledException error)
        {
            var others = _kept.Select(news => $"{news.GetProperty("event")} {news.GetProperty("alert").GetProperty("id")}").Distinct();
            throw new TimeoutException($"It was not told of. What else was: {string.Join(", ", others)}.", error);
        }
    }
}
