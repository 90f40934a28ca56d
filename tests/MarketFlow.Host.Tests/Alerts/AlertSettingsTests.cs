using Microsoft.Extensions.Configuration;

namespace MarketFlow.Host.Tests;

public sealed class AlertSettingsTests
{
    [Fact]
    public void Are_those_of_the_table_and_send_nothing_unless_told_otherwise()
    {
        AlertSettings settings = new();

        Assert.Empty(settings.Validate());
        Assert.Null(settings.Webhook.Url);
    }

    [Theory]
    [InlineData("Latency", "00:00:00", "Alerts:Latency is 00:00:00; must be 00:00:00.0000010 to 00:01:00.")]
    [InlineData("LatencyFor", "01:00:01", "Alerts:LatencyFor is 01:00:01; must be 00:00:00 to 01:00:00.")]
    [InlineData("FaultRate", "1.1", "Alerts:FaultRate is 1.1; must be 0 to 1.")]
    [InlineData("FaultRate", "NaN", "Alerts:FaultRate is NaN; must be 0 to 1.")]
    [InlineData("LaneErrorFill", "0.7", "Alerts:LaneErrorFill is 0.7; must be 0.8 to 1.")]
    [InlineData("MemoryBytes", "999999", "Alerts:MemoryBytes is 999999; must be 1000000 to ")]
    [InlineData("SlowClients", "-1", "Alerts:SlowClients is -1; must be 0 to 100000.")]
    [InlineData("ClearAt", "1.01", "Alerts:ClearAt is 1.01; must be 0 to 1.")]
    [InlineData("RepeatEvery", "00:00:00", "Alerts:RepeatEvery is 00:00:00; must be 00:00:01 to 1.00:00:00.")]
    [InlineData("KeepResolved", "0", "Alerts:KeepResolved is 0; must be 1 to 10000.")]
    [InlineData("Silenced:0", "latnecy", "Alerts:Silenced has \"latnecy\"; must begin with one of latency, faults, lane, ")]
    [InlineData("Webhook:Url", "ftp://x", "Alerts:Webhook:Url is \"ftp://x\"; must be an http:// or https:// address without a user.")]
    [InlineData("Webhook:Timeout", "00:00:00", "Alerts:Webhook:Timeout is 00:00:00; must be 00:00:00.1000000 to 00:01:00.")]
    [InlineData("Webhook:Attempts", "0", "Alerts:Webhook:Attempts is 0; must be 1 to 20.")]
    [InlineData("Webhook:RetryDelay", "00:00:00", "Alerts:Webhook:RetryDelay is 00:00:00; must be 00:00:00.0100000 to 00:01:00.")]
    [InlineData("Webhook:Capacity", "0", "Alerts:Webhook:Capacity is 0; must be 1 to 10000.")]
    public void Refuse_what_cannot_be_used_by_name_value_and_what_is_allowed(string name, string value, string problem) =>
        Assert.Contains(problem, Refused($"Alerts:{name}", value), StringComparison.Ordinal);

    [Theory]
    [InlineData("Lanes:Tick:Capacity", "0", "Lanes:Tick:Capacity is 0; must be 1 to 10,000,000.")]
    [InlineData("Lanes:Other:MaxAge", "00:00:00", "Lanes:Other:MaxAge is 00:00:00; must be 1 ms to 1 hour.")]
    public void Come_with_lanes_of_a_size(string name, string value, string problem) => Assert.Contains(problem, Refused(name, value), StringComparison.Ordinal);

    [Fact]
    public void Do_not_print_the_secret_of_the_webhook() =>
        Assert.DoesNotContain("secret", new AlertSettings { Webhook = new() { Url = "https://chat.example/hooks/secret" } }.ToString(), StringComparison.Ordinal);

    private static string Refused(string name, string value) => Assert.Throws<SettingsException>(() => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create($"{HostSettings.Section}:{name}", (string?)value)]).Build())).Message;
}
