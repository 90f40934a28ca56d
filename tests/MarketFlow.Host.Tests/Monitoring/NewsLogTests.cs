namespace MarketFlow.Host.Tests;

public sealed class NewsLogTests
{
    private readonly NewsLog _log = new();

    [Fact]
    public void Numbers_what_is_news_and_leaves_out_what_is_not()
    {
        _log.OnNext(Some.Trade("AAPL"));
        _log.OnNext(Gap());
        _log.OnNext(Detection("AAPL"));

        var news = _log.After(0, most: 10, out var last);

        Assert.Equal([1, 2], news.Select(one => one.Seq));
        Assert.Equal(2, last);
    }

    [Fact]
    public void Tells_what_came_after_a_number()
    {
        _log.OnNext(Gap());
        _log.OnNext(Detection("AAPL"));

        Assert.Equal([2], _log.After(1, most: 10, out _).Select(one => one.Seq));
        Assert.Empty(_log.After(2, most: 10, out _));
    }

    [Fact]
    public void Tells_everything_to_who_knows_a_number_of_another_host()
    {
        _log.OnNext(Gap());

        Assert.Equal([1], _log.After(99, most: 10, out _).Select(one => one.Seq));
    }

    [Fact]
    public void Keeps_a_gap_however_many_detections_follow()
    {
        _log.OnNext(Gap());
        for (var i = 0; i < 10 * NewsLog.Kept; i++)
        {
            _log.OnNext(Detection("AAPL"));
            _log.OnNext(Gap() with { Symbol = "AAPL" });
        }

        var news = _log.After(0, most: 1_000, out _);

        Assert.Equal(1, news[0].Seq);
        Assert.Equal(1 + (2 * NewsLog.Kept), news.Count);
    }

    [Fact]
    public void Tells_the_newest_where_there_are_more_than_are_wanted()
    {
        for (var i = 0; i < 5; i++)
        {
            _log.OnNext(Detection("AAPL"));
        }

        Assert.Equal([4, 5], _log.After(0, most: 2, out var last).Select(one => one.Seq));
        Assert.Equal(5, last);
    }

    [Fact]
    public void Lets_go_of_the_original_bytes()
    {
        Frame frame = new("massive", 1, DateTimeOffset.UnixEpoch, new byte[100]);
        _log.OnNext(Detection("AAPL") with { Source = new(frame, 0, 50) });

        Assert.Equal(0, _log.After(0, most: 1, out _)[0].Event.Source.RetainedBytes);
    }

    private static Status Gap() => Some.Status(string.Empty) with { Kind = "gap" };

    private static Detection Detection(string symbol) => Some.Detection(DetectionKinds.HighLow, symbol);
}
