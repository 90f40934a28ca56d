using System.Buffers;
using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds.Tests;

/// <summary>Alpaca's endpoints of options read and write MessagePack alone.</summary>
public sealed class MessagePackUpstreamTests
{
    private static readonly FeedTopic _topic = new("trades", "SPY261218C00600000");
    private static readonly UpstreamSettings _settings = new() { Key = "K", Secret = "S", Topics = [_topic], IsMessagePack = true };

    [Fact]
    public void Requests_are_packed_and_packed_answers_understood()
    {
        AlpacaConversation conversation = new(_settings);

        var auth = Assert.Single(conversation.Hear(Packed(to => AlpacaControl.WriteConnected(AlpacaEncoding.MessagePack, to))).Send);
        Assert.True(AlpacaDecoder.IsMessagePack(auth.Span));
        Assert.Equal(new AlpacaRequest.Authenticate("K", "S"), AlpacaControl.Read(auth.Span));

        var subscribe = Assert.Single(conversation.Hear(Packed(to => AlpacaControl.WriteAuthenticated(AlpacaEncoding.MessagePack, to))).Send);
        Assert.True(AlpacaDecoder.IsMessagePack(subscribe.Span));
        Assert.Equal(["SPY261218C00600000"], Assert.IsType<AlpacaRequest.Subscribe>(AlpacaControl.Read(subscribe.Span)).Topics.Trades);
    }

    [Fact]
    public void A_greeting_of_the_simulated_market_is_answered_with_the_key() =>
        Assert.Single(new AlpacaConversation(_settings).Hear(Packed(to => AlpacaControl.WriteConnected(AlpacaEncoding.MessagePack, to, isSimulated: true))).Send);

    [Fact]
    public async Task The_handshake_names_the_encoding_and_requests_are_binary()
    {
        TaskCompletionSource<(string? ContentType, WebSocketMessageType Type)> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await SocketServer.StartAsync(async (socket, _, context) =>
        {
            await socket.SendAsync(PackedBytes(to => AlpacaControl.WriteConnected(AlpacaEncoding.MessagePack, to)), WebSocketMessageType.Binary, endOfMessage: true, default);
            var received = await socket.ReceiveAsync(new byte[1_024], default);
            seen.TrySetResult((context.Request.ContentType, received.MessageType));
        });
        WebSocketFeed feed = new(
            new() { Name = "alpaca", Url = server.Url, ContentType = "application/msgpack", CreateConversation = () => new AlpacaConversation(_settings) },
            new FaultLog<FeedFault>(),
            TaskPoolScheduler.Default);
        using var subscription = feed.Connections[0].Subscribe(_ => { });

        Assert.Equal(("application/msgpack", WebSocketMessageType.Binary), await seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static Frame Packed(Action<IBufferWriter<byte>> write) => new("alpaca", 1, default, PackedBytes(write), isBinary: true);

    private static byte[] PackedBytes(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
