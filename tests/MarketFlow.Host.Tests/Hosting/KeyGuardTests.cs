using System.Net;

namespace MarketFlow.Host.Tests;

public sealed class KeyGuardTests
{
    private static readonly IPAddress _elsewhere = IPAddress.Parse("192.0.2.7");

    [Theory]
    [InlineData("/ws", "Bearer right", true)]
    [InlineData("/ws", "bearer right", true)]
    [InlineData("/ws", "Bearer wrong", false)]
    [InlineData("/ws", "right", false)]
    [InlineData("/ws", "", false)]
    [InlineData("/WS", "", false)]
    [InlineData("/api/faults", "", false)]
    [InlineData("/api/faults", "Bearer right", true)]
    [InlineData("/metrics", "", false)]
    [InlineData("/metrics", "Bearer right", true)]
    [InlineData("/health/ready", "", true)]
    [InlineData("/stocks", "", true)] // asks for the key in its own words
    public void Asks_clients_on_other_machines_for_a_key(string path, string authorization, bool isAllowed) =>
        Assert.Equal(isAllowed, KeyGuard.Allows(path, _elsewhere, authorization, new([new() { Key = "right" }])));

    [Fact]
    public void Lets_nobody_on_another_machine_in_without_configured_keys() =>
        Assert.False(KeyGuard.Allows("/ws", _elsewhere, "Bearer anything", new([])));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Asks_nobody_on_this_machine(string address) => Assert.True(KeyGuard.Allows("/ws", IPAddress.Parse(address), "", new([new() { Key = "right" }])));

    [Fact]
    public void Asks_whoever_has_no_address() => Assert.False(KeyGuard.Allows("/ws", client: null, "", new([])));

    [Fact]
    public async Task Stands_before_the_hosts_own_protocol()
    {
        await using var host = await RunningHost.StartAsync(("Keys:0:Key", "right"));
        using var client = await host.SubscribeAsync("trade.*"); // on this machine

        await client.ReadAsync();
    }
}
