using System.Collections;
using System.Globalization;
using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>Lines of a session, by their time in seconds after the start.</summary>
internal static class Lines
{
    public static DateTimeOffset Start { get; } = VirtualMarketClock.Open;

    public static RecordedLine At(double seconds, RecordedLineKind kind = RecordedLineKind.Receive, string? text = null, string? problem = null) => new()
    {
        Kind = kind,
        Number = 7,
        Connection = 1,
        ConnectionName = "a",
        At = Start.AddSeconds(seconds),
        Data = Encoding.UTF8.GetBytes(text ?? seconds.ToString(CultureInfo.InvariantCulture)),
        Problem = problem,
    };

    public static RecordedLine Malformed(double seconds) => At(seconds, RecordedLineKind.Malformed, "torn", "Line 7 cannot be read");
}

/// <summary>A line a second, without end, or failing after some.</summary>
internal sealed class EndlessLines(int expected, Exception? error = null) : IEnumerable<RecordedLine>
{
    public int Asked { get; private set; }

    public bool IsDisposed { get; private set; }

    public IEnumerator<RecordedLine> GetEnumerator()
    {
        try
        {
            while (true)
            {
                if (error is not null)
                {
                    throw error;
                }

                Assert.True(Asked < expected + 10, "Nobody stops.");
                yield return Lines.At(Asked++);
            }
        }
        finally
        {
            IsDisposed = true;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
