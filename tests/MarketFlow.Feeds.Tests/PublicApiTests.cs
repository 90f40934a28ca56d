using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Feeds_is_as_approved() => ApprovedApi.Check(typeof(IDialect).Assembly, "MarketFlow.Feeds.Tests");
}
