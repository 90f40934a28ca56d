using System.Text;
using MarketFlow.Feeds;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

/// <summary>The time for a key, and who may come in, in virtual time and without sockets.</summary>
public sealed class VendorConversationTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private static readonly EndpointProfile _stocks = EndpointProfiles.Find("massive", "/stocks")!;
    private readonly VirtualMarketClock _clock = new();
    private readonly ClientHub _hub;

    public VendorConversationTests() => _hub = new(new(), _clock, action => action(), _ => [], (messages, _) => messages);

    [Fact]
    public void Ends_when_the_time_for_the_key_is_over_and_not_before()
    {
        foreach (var (client, conversation) in new[] { Massive(), Alpaca() })
        {
            conversation.Open();
            _clock.AdvanceBy(TimeSpan.FromSeconds(10) - _tick);
            Assert.Null(client.Outbox.Close);

            _clock.AdvanceBy(_tick);
            Assert.NotNull(client.Outbox.Close);
        }
    }

    [Fact]
    public async Task Goes_on_where_the_key_came_at_the_last_moment()
    {
        foreach (var (words, (client, conversation)) in new[] { (MassiveClients.Auth(), Massive()), (AlpacaClients.Auth(), Alpaca()) })
        {
            conversation.Open();
            _clock.AdvanceBy(TimeSpan.FromSeconds(10) - _tick);
            await conversation.HandleAsync(Received(words));
            _clock.AdvanceBy(TimeSpan.FromHours(1));

            Assert.Null(client.Outbox.Close);
        }
    }

    [Fact]
    public async Task Leaves_a_key_unread_that_comes_too_late()
    {
        foreach (var (words, (client, conversation)) in new[] { (MassiveClients.Auth(), Massive()), (AlpacaClients.Auth(), Alpaca()) })
        {
            conversation.Open();
            _clock.AdvanceBy(TimeSpan.FromSeconds(10));
            await conversation.HandleAsync(Received(words));

            Assert.DoesNotContain("authenticated", Told(client), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Schedules_nothing_beyond_its_end()
    {
        var (client, conversation) = Massive();
        conversation.Open();
        conversation.Dispose();
        _clock.AdvanceBy(TimeSpan.FromHours(1));

        Assert.Null(client.Outbox.Close);
    }

    [Fact]
    public async Task Refuses_a_client_from_elsewhere_where_no_keys_are_configured()
    {
        foreach (var (words, (client, conversation)) in new[] { (MassiveClients.Auth(), Massive(isLoopback: false)), (AlpacaClients.Auth(), Alpaca(isLoopback: false)) })
        {
            conversation.Open();
            await conversation.HandleAsync(Received(words));

            Assert.NotNull(client.Outbox.Close);
            Assert.Contains("auth", Told(client).Split("onnected", 2)[1], StringComparison.Ordinal);
        }
    }

    private (Client Client, ClientConversation Conversation) Massive(bool isLoopback = true)
    {
        var client = _hub.TryJoin("test", new MassiveProtocol(_stocks, _ => null))!;
        return (client, new MassiveConversation(client, isLoopback, _stocks, Desk()));
    }

    private (Client Client, ClientConversation Conversation) Alpaca(bool isLoopback = true)
    {
        var protocol = new AlpacaProtocol(EndpointProfiles.Find("alpaca", "/v2/sip")!, AlpacaEncoding.Json, _ => null);
        var client = _hub.TryJoin("test", protocol)!;
        return (client, new AlpacaConversation(client, isLoopback, protocol, offered: null, Desk()));
    }

    private VendorDesk Desk() => new(_hub, new(), new([]), _clock);

    private static ReceivedRequest Received(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(bytes, bytes.Length);
    }

    private static string Told(Client client)
    {
        List<SharedMessage> taken = [];
        client.Outbox.TryTake(taken, out _);
        return string.Concat(taken.Select(Some.Text));
    }
}
