using MarketFlow.Tests;

namespace MarketFlow.Testing.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Testing_is_as_approved() => ApprovedApi.Check(typeof(Laws).Assembly, "MarketFlow.Testing.Tests");
}
