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
    // Some alerts need a minute to be over; nothing is measured by it.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
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
    public async Task<JsonElement> NextAsync() => await _received.Reader.ReadAsync(new CancellationTokenSource(_patience).Token);

    /// <summary>The first body of which this holds, each counted once; others are kept for whoever asks for them.</summary>
    public async Task<JsonElement> FirstAsync(Func<JsonElement, bool> isIt)
    {
        var at = 0;
        while (true)
        {
            for (; at < _kept.Count; at++)
            {
                if (isIt(_kept[at]))
                {
                    var found = _kept[at];
                    _kept.RemoveAt(at);
                    return found;
                }
            }

            _kept.Add(await NextAsync());
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
