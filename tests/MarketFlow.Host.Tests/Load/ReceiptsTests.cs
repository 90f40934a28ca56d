namespace MarketFlow.Host.Tests;

public sealed class ReceiptsTests
{
    private readonly SentEvents _sent = new(capacity: 10);

    public ReceiptsTests()
    {
        // 1 to 6: trades of symbol 0, 1, 0, 1, 0, 1
        for (var i = 0; i < 6; i++)
        {
            _sent.Add(LoadKind.Trade, i % 2);
        }
    }

    [Fact]
    public void Miss_nothing_where_all_came()
    {
        var receipts = Of(wanted: null, 1, 2, 3, 4, 5, 6);

        Assert.Equal(0, receipts.Missing(hasLeft: false).Sum());
        Assert.Equal((6, 0, 0, 0), (receipts.Count, receipts.Twice, receipts.OutOfOrder, receipts.Unasked));
    }

    [Fact]
    public void Tell_exactly_what_is_missing_twice_and_out_of_order()
    {
        var receipts = Of(wanted: null, 1, 5, 3, 3, 4);

        Assert.Equal(2, receipts.Missing(hasLeft: false)[(int)LoadKind.Trade]);
        Assert.Equal((4, 1, 1, 0), (receipts.Count, receipts.Twice, receipts.OutOfOrder, receipts.Unasked));
    }

    [Fact]
    public void Count_only_the_symbols_asked_for()
    {
        var receipts = Of(wanted: [true, false], 1, 2, 5);

        Assert.Equal(1, receipts.Missing(hasLeft: false).Sum());
        Assert.Equal((2, 1), (receipts.Count, receipts.Unasked));
    }

    [Fact]
    public void Count_from_the_acknowledged_subscription_on()
    {
        var receipts = Of(wanted: null, 4, 5, 6);
        receipts.From = 4;

        Assert.Equal(0, receipts.Missing(hasLeft: false).Sum());
    }

    [Fact]
    public void Forgive_who_left_what_was_under_way_but_not_what_was_passed_over()
    {
        var receipts = Of(wanted: null, 5, 2);

        Assert.Equal(2, receipts.Missing(hasLeft: true).Sum());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(7)]
    public void Count_what_was_never_sent_as_unasked(long id) => Assert.Equal(1, Of(wanted: null, id).Unasked);

    private Receipts Of(bool[]? wanted, params long[] ids)
    {
        Receipts receipts = new(_sent, symbols: 2, wanted) { From = 1 };
        foreach (var id in ids)
        {
            receipts.Add(id);
        }

        return receipts;
    }
}
