namespace MarketFlow.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Core_is_as_approved() => ApprovedApi.Check(typeof(MarketEvent).Assembly, "MarketFlow.Core.Tests");
}
