using System.Text;

namespace MarketFlow.Feeds.Tests;

public sealed class MassiveOriginalTests
{
    [Theory]
    [InlineData("""{"ev":"XT","pair":"BTC-USD"}""", "XT")]
    [InlineData("""{"sym":"A","ev" : "AM"}""", "AM")]
    [InlineData("""{"note":"ev","ev":"T"}""", "T")]
    [InlineData("""{"ev":""}""", "")]
    [InlineData("""{"ev":7}""", "")]
    [InlineData("""{"ev":"a\\u0062"}""", "")]
    [InlineData("""{"ev":"T""", "")]
    [InlineData("""{"ev":""", "")]
    [InlineData("", "")]
    public void Has_a_channel_that_is_read_without_decoding(string element, string channel) =>
        Assert.Equal(channel, Encoding.UTF8.GetString(MassiveOriginal.ChannelOf(Encoding.UTF8.GetBytes(element))));
}
