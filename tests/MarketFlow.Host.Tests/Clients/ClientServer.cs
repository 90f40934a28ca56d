using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using MarketFlow.Feeds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>A real server on a free port of the loopback, with a hub on a delivery thread of its own.</summary>
internal sealed class ClientServer : IAsyncDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly ConcurrentDictionary<TopicFilter, MarketEvent> _latest = new();
    private readonly Thread _deliveryThread;
    private readonly WebApplication _application;

    private ClientServer(ClientOptions options, ClientKey[] keys, int? sendBuffer)
    {
        Hub = new(
            options,
            Scheduler.Default,
            _work.Add,
            topics => [.. _latest.Values.Where(value => topics.Any(topic => topic.Matches(value)))],
            (messages, interval) => messages.Buffer(interval).SelectMany(batch => batch.GroupBy(message => message.Key).Select(of => of.Last())));
        _deliveryThread = new(() =>
        {
            foreach (var action in _work.GetConsumingEnumerable())
            {
                action();
            }
        });
        _deliveryThread.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (sendBuffer is { } length)
        {
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
            {
                var listening = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                listening.SendBufferSize = length; // those that it accepts have the same
                return listening;
            });
        }

        _application = builder.Build();
        _application.UseWebSockets();
        _application.MapClients(Hub, Scheduler.Default);
        _application.MapMassive(new VendorDesk(Hub, options, new(keys), Scheduler.Default), OriginOf);
        _application.MapAlpaca(new VendorDesk(Hub, options, new(keys), Scheduler.Default), OriginOf);
    }

    public ClientHub Hub { get; }

    /// <summary>The origin of a feed of this name: <c>from DIALECT</c>, and behind it <c>of MARKET</c> where its market is known.</summary>
    public static FeedOrigin? OriginOf(string feed) => feed.Split(' ') switch
    {
        ["simulated"] => new("massive", EndpointMarket.Stocks),
        ["from", var dialect] => new(dialect, EndpointMarket.Any),
        ["from", var dialect, "of", var market] => new(dialect, Enum.Parse<EndpointMarket>(market)),
        _ => null,
    };

    public Uri Address => new(_application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/ws");

    public static Task<ClientServer> StartAsync(ClientOptions? options = null, params ClientKey[] keys) =>
        new ClientServer(options ?? new(), keys, sendBuffer: null).ListenAsync();

    /// <param name="options">What a client is allowed.</param>
    /// <param name="sendBuffer">How many bytes the machine takes for a client that does not read, beside what its outbox holds.</param>
    public static Task<ClientServer> StartAsync(ClientOptions options, int sendBuffer) => new ClientServer(options, [], sendBuffer).ListenAsync();

    public async Task<TestClient> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(Address, TestClient.Patience());
        return new(socket);
    }

    /// <summary>A client that speaks another protocol than MarketFlow's own.</summary>
    public Task<VendorClient> ConnectAsync(string path, params (string Name, string Value)[] headers) => VendorClient.ConnectAsync(new(Address, path), headers);

    /// <summary>A client that names the type of what it sends in its handshake.</summary>
    public Task<VendorClient> ConnectAsync(string path, string contentType) => VendorClient.ConnectAsync(new(Address, path), contentType);

    /// <summary>Gives events to the hub, on the delivery thread. Returns when they are offered to everybody.</summary>
    public Task PublishAsync(params MarketEvent[] events) => OnDeliveryThreadAsync(() =>
    {
        foreach (var value in events)
        {
            _latest[TopicFilter.Of(value)] = value;
            Hub.OnNext(value);
        }
    });

    public async Task OnDeliveryThreadAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            action();
            done.SetResult();
        });
        await done.Task.WaitAsync(TestClient.Patience());
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DrainAsync(TimeSpan.FromMilliseconds(50));
        await _application.DisposeAsync();
        _work.CompleteAdding();
        _deliveryThread.Join();
        _work.Dispose();
    }

    private async Task<ClientServer> ListenAsync()
    {
        await _application.StartAsync();
        return this;
    }
}
