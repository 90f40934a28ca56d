using System.Reactive.Concurrency;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>Socket.IO on a real server on a free port of the loopback, by the machine's clock.</summary>
internal sealed class SocketIoServer : IAsyncDisposable
{
    private readonly Lock _delivery = new();
    private readonly WebApplication _application;

    private SocketIoServer(SocketIoOptions options, ClientOptions clients, string[] origins)
    {
        Hub = new(clients, Scheduler.Default, Post, _ => [], (messages, _) => messages);
        FlowWatch watch = new(MarketCalendar.AroundTheClock);
        KeyRing keys = new([]);
        SocketIoDesk desk = new(Hub, new(options, clients, Scheduler.Default), keys, () => watch.Activity, () => new JsonObject { ["status"] = "connected" });
        Registry = new(desk, new(watch.FlagsOf));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        OriginGuard.Use(_application, origins);
        _application.MapSocketIo(Registry, keys);
    }

    public ClientHub Hub { get; }

    public SessionRegistry Registry { get; }

    public Uri Address => new(_application.Urls.Single());

    public static async Task<SocketIoServer> StartAsync(SocketIoOptions? options = null, ClientOptions? clients = null, params string[] origins)
    {
        SocketIoServer server = new(options ?? new(), clients ?? new(), origins);
        await server._application.StartAsync();
        return server;
    }

    /// <summary>A client that polls, with a session of its own.</summary>
    public Task<PollingClient> PollAsync() => PollingClient.OpenAsync(Address);

    /// <summary>A client with a WebSocket, of a session of its own or of one that there is.</summary>
    public Task<VendorClient> SocketAsync(string? sid = null) => VendorClient.ConnectAsync(
        new UriBuilder(Address) { Scheme = "ws", Path = "/socket.io/", Query = $"EIO=4&transport=websocket{(sid is null ? string.Empty : $"&sid={sid}")}" }.Uri);

    /// <summary>A client with a WebSocket that holds tickers.</summary>
    public async Task<VendorClient> SubscribeAsync(params string[] tickers)
    {
        var client = await SocketAsync();
        Assert.StartsWith("0{", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("40{", await client.AskAsync("40"), StringComparison.Ordinal);
        await client.SendAsync(VirtualSocketIo.Subscribe(tickers).Replace("42[", "421[", StringComparison.Ordinal));
        while (!(await client.ReadAsync()).StartsWith("431[{\"ok\":true", StringComparison.Ordinal))
        {
        }

        return client;
    }

    public void Publish(params MarketEvent[] events) => Post(() => Array.ForEach(events, Hub.OnNext));

    public async ValueTask DisposeAsync()
    {
        await Hub.DrainAsync(TimeSpan.FromMilliseconds(50));
        await _application.DisposeAsync();
    }

    private void Post(Action action)
    {
        lock (_delivery)
        {
            action();
        }
    }
}
