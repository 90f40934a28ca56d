using System.Text;

namespace MarketFlow.Host.Tests;

public sealed class NumberedFrameTests
{
    private readonly NumberedFrame _frame = new();

    [Fact]
    public void Numbers_messages_from_one_on_through_all_frames()
    {
        Assert.Equal("[{\"seq\":1,\"type\":\"pong\"},{\"seq\":2,\"type\":\"pong\"}]", Written(SharedMessage.Pong(), SharedMessage.Pong()));
        Assert.Equal("[{\"seq\":3,\"type\":\"pong\"}]", Written(SharedMessage.Pong()));
    }

    [Fact]
    public void Fills_a_frame_up_to_its_longest_and_no_further()
    {
        const int Length = 1024;
        var message = OfLength(Length);
        var fitting = (ClientFrame.MaxLength - 1) / (Length + ClientFrame.MaxExtraLength);

        Assert.Equal(fitting, _frame.Fitting(Enumerable.Repeat(message, fitting + 1).ToArray(), out var length));
        Assert.InRange(length, ClientFrame.MaxLength - Length - ClientFrame.MaxExtraLength, ClientFrame.MaxLength);
    }

    [Fact]
    public void Sends_a_message_alone_that_is_longer_than_a_frame()
    {
        var messages = new[] { OfLength(ClientFrame.MaxLength + 1), SharedMessage.Pong() };

        Assert.Equal(1, _frame.Fitting(messages, out var length));
        Assert.Equal(ClientFrame.MaxLength + 2 + ClientFrame.MaxExtraLength, length);
    }

    private static SharedMessage OfLength(int length)
    {
        var bare = Some.Message(Some.Trade("A") with { Exchange = string.Empty }).Size;
        return Some.Message(Some.Trade("A") with { Exchange = new('x', length - bare) });
    }

    private string Written(params SharedMessage[] messages)
    {
        Assert.Equal(messages.Length, _frame.Fitting(messages, out var length));
        var buffer = new byte[length];
        return Encoding.UTF8.GetString(buffer, 0, _frame.Write(messages, buffer));
    }
}
