using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("hitbtc", """{"method":"updateOrderbook","params":{"ask":[{"price":"1","size":"2"}]}}""")]
    [InlineData("coinbase", """{"type":"l2update","product_id":"SKL-BTC","changes":[["sell","0.00001306","660.5"]]}""")]
    [InlineData("massive", """[{"ev":"status","status":"success","message":"subscribed to: T.*"}]""")]
    public void A_message_that_carries_no_event_allocates_nothing(string name, string text)
    {
        var decoder = Dialects.Named(name).CreateDecoder();
        var frame = new Frame("feed", connection: 1, Decoding.ReceivedAt, Encoding.UTF8.GetBytes(text));
        var found = new DecodedFrame();

        Assert.Equal(0, Allocation.Least(() =>
        {
            found.Clear();
            decoder.Decode(frame, found);
        }));
        Assert.Equal((0, 1), (found.Faults.Count, found.Ignored));
    }
}
