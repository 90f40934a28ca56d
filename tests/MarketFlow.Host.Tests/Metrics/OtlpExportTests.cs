using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MarketFlow.Host.Tests;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Sends_the_metrics_to_a_collector()
    {
        TaskCompletionSource<(string Path, string Body)> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using MemoryStream body = new();
            await request.Body.CopyToAsync(body);
            received.TrySetResult((request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        await collector.StartAsync();

        await using var host = await RunningHost.StartAsync(("Otlp:Endpoint", collector.Urls.Single()), ("Otlp:Interval", "00:00:01"));
        var (path, text) = await received.Task.WaitAsync(TestClient.Patience());

        Assert.Equal("/v1/metrics", path);
        Assert.Contains("marketflow.events.received", text, StringComparison.Ordinal);
        Assert.Contains("service.name", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_hurt_the_host_where_there_is_no_collector()
    {
        await using var host = await RunningHost.StartAsync(("Otlp:Endpoint", "http://127.0.0.1:1"), ("Otlp:Interval", "00:00:01"));
        using var client = await host.SubscribeAsync("trade.*");

        Assert.Equal(1_000, (await client.ReadAsync(1_000)).Count);
    }

    [Theory]
    [InlineData("", "Otlp:Endpoint is \"\"; must be an http:// or https:// address.")]
    [InlineData("grpc://here", "Otlp:Endpoint is \"grpc://here\"; must be an http:// or https:// address.")]
    public void Refuses_an_address_that_is_none(string endpoint, string words) =>
        Assert.Equal([words], new OtlpSettings { Endpoint = endpoint }.Validate("Otlp"));
}
