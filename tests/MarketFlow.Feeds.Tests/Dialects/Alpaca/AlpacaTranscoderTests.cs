using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace MarketFlow.Feeds.Tests;

public sealed class AlpacaTranscoderTests
{
    private const string Everything =
        """{"T":"z","S":"A","whole":-9223372036854775808,"float":0.1,"small":0.00001,"yes":true,"no":false,"nil":null,"list":[1,[],{"t":"2021-02-22T15:51:44Z"}],"map":{"a":{},"é":"\"\\ é\n"},"t":"2021-02-22T15:51:44.208Z"}""";

    public static IEnumerable<object[]> Samples => [.. AlpacaSamples.Data, [Everything]];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Turns_a_message_into_MessagePack_and_back_with_every_field(string text)
    {
        var back = new ArrayBufferWriter<byte>();
        Assert.True(AlpacaTranscoder.TryToJson(AlpacaSamples.Packed(text), back));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(back.WrittenSpan)), Encoding.UTF8.GetString(back.WrittenSpan));
    }

    [Fact]
    public void Puts_T_first_and_makes_a_timestamp_of_the_message_s_own_t_only()
    {
        var packed = AlpacaSamples.Packed("""{"S":"t","n":{"t":"2021-02-22T15:51:44Z"},"t":"soon","T":"x"}""");

        Assert.Equal("84A154A178A153A174A16E81A174B4", Convert.ToHexString(packed)[..30]);
        Assert.EndsWith("A174A4736F6F6E", Convert.ToHexString(packed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"T\":")]
    [InlineData("{}{}")]
    [InlineData("{\"p\":1e999}")]
    public void Makes_nothing_of_what_is_no_message_in_JSON(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();

        Assert.False(AlpacaTranscoder.TryToMessagePack(Encoding.UTF8.GetBytes(text), buffer));
        Assert.Equal(0, buffer.WrittenCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("81A154")]
    [InlineData("80C0")]
    [InlineData("8101C0")]
    [InlineData("81A154C40100")]
    [InlineData("81A154D40100")]
    [InlineData("81A154A1FF")]
    [InlineData("81A154CB7FF8000000000000")]
    public void Makes_nothing_of_what_JSON_has_no_word_for(string hex)
    {
        var buffer = new ArrayBufferWriter<byte>();

        Assert.False(AlpacaTranscoder.TryToJson(Convert.FromHexString(hex), buffer));
        Assert.Equal(0, buffer.WrittenCount);
    }

    [Fact]
    public void Refuses_no_destination()
    {
        Assert.Throws<ArgumentNullException>(() => AlpacaTranscoder.TryToMessagePack("{}"u8, null!));
        Assert.Throws<ArgumentNullException>(() => AlpacaTranscoder.TryToJson([0x80], null!));
    }
}
