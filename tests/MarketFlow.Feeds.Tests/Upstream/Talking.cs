using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>Shorthand: what a conversation says to what it hears.</summary>
internal static class Talking
{
    public static ConversationStep Hear(this IConversation conversation, string text) =>
        conversation.Hear(new("feed", 1, VirtualMarketClock.Open, Encoding.UTF8.GetBytes(text)));

    public static string[] Texts(this IEnumerable<ReadOnlyMemory<byte>> messages) => [.. messages.Select(message => message.Text())];

    public static FeedTopic Topic(string text) => text.Split('.', 2) is [var channel, var symbol] ? new(channel, symbol) : throw new ArgumentException(text);

    public static FeedTopic[] Topics(params string[] texts) => [.. texts.Select(Topic)];
}
