namespace MarketFlow.Feeds.Tests;

public sealed class FirstTellingsTests
{
    [Fact]
    public void Knows_the_first_telling_of_each_symbol_on_each_connection()
    {
        var tellings = new FirstTellings();

        Assert.True(tellings.IsFirst(1, "A"));
        Assert.False(tellings.IsFirst(1, "A"));
        Assert.True(tellings.IsFirst(1, "B"));
        Assert.True(tellings.IsFirst(2, "A"));
        Assert.False(tellings.IsFirst(1, "B"));
    }

    [Fact]
    public void Forgets_the_connection_that_was_silent_longest()
    {
        var tellings = new FirstTellings(maxConnections: 2);
        tellings.IsFirst(1, "A");
        tellings.IsFirst(2, "A");
        tellings.IsFirst(1, "A");

        Assert.True(tellings.IsFirst(3, "A"));

        Assert.False(tellings.IsFirst(1, "A"));
        Assert.True(tellings.IsFirst(2, "A"));
        Assert.Equal(2, tellings.Connections);
    }

    [Fact]
    public void Counts_a_symbol_beyond_its_bound_as_live()
    {
        var tellings = new FirstTellings(maxSymbols: 1);

        Assert.True(tellings.IsFirst(1, "A"));
        Assert.False(tellings.IsFirst(1, "B"));
        Assert.True(tellings.IsFirst(2, "B"));
    }

    [Fact]
    public void Keeps_the_latest_64_connections()
    {
        var tellings = new FirstTellings();
        for (var connection = 1; connection <= 65; connection++)
        {
            Assert.True(tellings.IsFirst(connection, "A"));
        }

        Assert.Equal(64, tellings.Connections);
        Assert.False(tellings.IsFirst(2, "A"));
        Assert.True(tellings.IsFirst(1, "A"));
    }
}
