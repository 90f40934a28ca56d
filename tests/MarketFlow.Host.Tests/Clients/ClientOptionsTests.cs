namespace MarketFlow.Host.Tests;

public sealed class ClientOptionsTests
{
    [Fact]
    public void Allows_its_own_defaults() => Assert.Empty(new ClientOptions().Validate());

    [Fact]
    public void Allows_the_ends_of_every_range()
    {
        Assert.Empty(new ClientOptions { MaxClients = 1, MaxTopics = 1, MaxOutboxBytes = 65_536, MaxRequestBytes = 1_024 }.Validate());
        Assert.Empty(new ClientOptions { MaxClients = 100_000, MaxTopics = 100_000, MaxOutboxBytes = 1 << 30, MaxRequestBytes = 1 << 24 }.Validate());
    }

    [Fact]
    public void Names_each_setting_out_of_range_with_its_value_and_what_is_allowed()
    {
        var problems = new ClientOptions { MaxClients = 0, MaxTopics = 100_001, MaxOutboxBytes = 65_535, MaxRequestBytes = 1_023, CloseTimeout = TimeSpan.Zero }.Validate();

        Assert.Equal(
            [
                "Clients: MaxClients is 0; must be 1 to 100000.",
                "Clients: MaxTopics is 100001; must be 1 to 100000.",
                "Clients: MaxOutboxBytes is 65535; must be 65536 to 1073741824.",
                "Clients: MaxRequestBytes is 1023; must be 1024 to 16777216.",
                "Clients: CloseTimeout is 00:00:00; must be 00:00:00.1000000 to 00:01:00.",
            ],
            problems);
    }
}
