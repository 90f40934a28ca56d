using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>Events as a vendor's feed makes them of its own bytes.</summary>
internal static class Told
{
    /// <summary>The event of an element in JSON, within a frame that has another one before it.</summary>
    public static MarketEvent By(IDialect dialect, string element) => By(dialect, Encoding.UTF8.GetBytes($"[{element},{element}]"), count: 2);

    /// <summary>The last event of a frame.</summary>
    public static MarketEvent By(IDialect dialect, byte[] bytes, int count = 1)
    {
        var found = new DecodedFrame();
        dialect.CreateDecoder().Decode(new($"from {dialect.Name}", 1, Timestamp.Parse("2026-03-09T13:30:00.123Z"), bytes), found);
        Assert.Empty(found.Faults);
        Assert.Equal(count, found.Events.Count);
        return found.Events[^1];
    }
}
