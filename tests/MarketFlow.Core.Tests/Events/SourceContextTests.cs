using System.Text;

namespace MarketFlow.Tests;

public sealed class SourceContextTests
{
    private static readonly Timestamp _receivedAt = Timestamp.Parse("2026-03-09T13:30:00.125Z");

    private readonly Frame _frame = new("massive", 2, _receivedAt, "[{first},{second}]"u8.ToArray());

    [Fact]
    public void Says_where_an_event_came_from()
    {
        var source = new SourceContext(_frame, 1, 7, sequence: 42);

        Assert.Equal(("massive", 2, _receivedAt, 42L), (source.Feed, source.Connection, source.ReceivedAt, source.Sequence));
        Assert.Equal("{first}", Text(source));
        Assert.Equal(_frame.Bytes.Length, source.RetainedBytes);
    }

    [Fact]
    public void Copies_nothing_of_the_frame()
    {
        var source = new SourceContext(_frame, 9, 8);

        Assert.True(source.Original.Span == _frame.Bytes.Span.Slice(9, 8));
    }

    [Fact]
    public void Takes_any_slice_within_the_frame_and_none_beyond_it()
    {
        var length = _frame.Bytes.Length;

        Assert.Equal(length, new SourceContext(_frame, 0, length).Original.Length);
        Assert.Equal(0, new SourceContext(_frame, length, 0).Original.Length);
        Assert.Throws<ArgumentNullException>("frame", () => new SourceContext(null!, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => new SourceContext(_frame, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new SourceContext(_frame, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new SourceContext(_frame, 0, length + 1));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new SourceContext(_frame, 1, length));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new SourceContext(_frame, int.MaxValue, int.MaxValue));
    }

    [Fact]
    public void Has_no_sequence_where_the_feed_gives_none()
    {
        Assert.Null(new SourceContext(_frame, 0, 1).Sequence);
        Assert.Equal(0, new SourceContext(_frame, 0, 1, sequence: 0).Sequence);
        Assert.Equal(-1, new SourceContext(_frame, 0, 1, sequence: -1).Sequence);
    }

    [Fact]
    public void Is_empty_where_an_event_came_from_no_feed()
    {
        SourceContext none = default;

        Assert.Equal(("", 0, default(Timestamp), default(long?), 0), (none.Feed, none.Connection, none.ReceivedAt, none.Sequence, none.RetainedBytes));
        Assert.True(none.Original.IsEmpty);
        Assert.Equal(none, none.Detached());
    }

    [Fact]
    public void Keeps_only_its_own_bytes_once_detached()
    {
        var source = new SourceContext(_frame, 9, 8, sequence: 42);

        var detached = source.Detached();

        Assert.Equal(source, detached);
        Assert.Equal("{second}", Text(detached));
        Assert.Equal(42, detached.Sequence);
        Assert.Equal(8, detached.RetainedBytes);
        Assert.False(detached.Original.Span.Overlaps(_frame.Bytes.Span));
    }

    [Fact]
    public void Copies_nothing_where_its_own_bytes_are_the_whole_frame()
    {
        var source = new SourceContext(_frame, 0, _frame.Bytes.Length);

        Assert.True(source.Detached().Original.Span == _frame.Bytes.Span);
    }

    [Fact]
    public void Is_equal_where_feed_connection_time_sequence_and_bytes_are()
    {
        var source = new SourceContext(_frame, 1, 7, 42);
        var same = new SourceContext(new Frame("massive", 2, _receivedAt, "{first}"u8.ToArray()), 0, 7, 42);

        Assert.True(source == same && source.Equals((object)same) && source.GetHashCode() == same.GetHashCode());
        Assert.All(
            [
                new SourceContext(new Frame("alpaca", 2, _receivedAt, _frame.Bytes), 1, 7, 42),
                new SourceContext(new Frame("massive", 3, _receivedAt, _frame.Bytes), 1, 7, 42),
                new SourceContext(new Frame("massive", 2, _receivedAt + TimeSpan.FromTicks(1), _frame.Bytes), 1, 7, 42),
                new SourceContext(_frame, 1, 7, 43),
                new SourceContext(_frame, 1, 7),
                new SourceContext(_frame, 1, 6, 42),
                new SourceContext(_frame, 2, 7, 42),
                default,
            ],
            (SourceContext other) => Assert.True(source != other && !source.Equals(other)));
        Assert.False(source.Equals("massive"));
    }

    [Fact]
    public void Detaches_an_event_with_everything_it_tells()
    {
        var trade = new Trade { Symbol = "MSFT", Time = _receivedAt, Price = 1, Size = 2, Conditions = ["0"], Source = new SourceContext(_frame, 1, 7, 42) };

        var detached = trade.Detached();

        Assert.Equal(trade, detached);
        Assert.Equal(7, detached.Source.RetainedBytes);
        Assert.Same(detached, detached.Detached());
    }

    [Fact]
    public void Refuses_a_frame_of_no_feed() =>
        Assert.Throws<ArgumentNullException>("feed", () => new Frame(null!, 1, default, default));

    private static string Text(SourceContext source) => Encoding.UTF8.GetString(source.Original.Span);
}
