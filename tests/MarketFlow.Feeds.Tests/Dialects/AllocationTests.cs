using System.Text;

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
        decoder.Decode(frame, found);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            found.Clear();
            decoder.Decode(frame, found);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((0, 1), (found.Faults.Count, found.Ignored));
    }
}
