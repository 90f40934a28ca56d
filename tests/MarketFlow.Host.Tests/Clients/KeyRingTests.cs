namespace MarketFlow.Host.Tests;

public sealed class KeyRingTests
{
    [Fact]
    public void Opens_to_any_key_on_this_machine_alone_where_none_is_configured()
    {
        KeyRing ring = new([]);

        Assert.True(ring.Accepts("any", "any", isLoopback: true));
        Assert.False(ring.Accepts("any", "any", isLoopback: false));
    }

    [Theory]
    [InlineData("one", "first", true)]
    [InlineData("one", "second", false)]
    [InlineData("one", "", false)]
    [InlineData("one", null, true)] // a protocol without secrets
    [InlineData("two", "any", true)]
    [InlineData("On", "first", false)]
    [InlineData("ONE", "first", false)]
    [InlineData("", "", false)]
    public void Opens_to_a_key_with_its_secret_from_anywhere(string key, string? secret, bool expected)
    {
        KeyRing ring = new([new() { Key = "one", Secret = "first" }, new() { Key = "two" }]);

        Assert.Equal(expected, ring.Accepts(key, secret, isLoopback: false));
        Assert.Equal(expected, ring.Accepts(key, secret, isLoopback: true));
    }

    [Fact]
    public void Keys_and_passwords_are_never_printed()
    {
        Assert.DoesNotContain("hush", new ClientKey { Key = "hush", Secret = "hush" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", new HostSettings { Keys = [new() { Key = "hush" }] }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_checked_without_being_told()
    {
        Assert.Equal(["Keys:0:Key has 0 characters; must have 1 to 256."], ClientKey.Validate([new()]));
        Assert.Equal(["Keys: two keys are the same; each must be there once."], ClientKey.Validate([new() { Key = "hush" }, new() { Key = "hush" }]));
    }
}
