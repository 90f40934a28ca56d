using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class TradeIdTests
{
    [Theory]
    [InlineData("7")]
    [InlineData("0")]
    [InlineData("007")]
    [InlineData("-7")]
    [InlineData("+7")]
    [InlineData("a1")]
    [InlineData("1a")]
    [InlineData("12 ")]
    [InlineData("1.5")]
    [InlineData("999999999999999999")]
    [InlineData("1000000000000000000")]
    [InlineData("99999999999999999999999")]
    [InlineData("٣")]
    public void Is_written_as_it_was_read(string text)
    {
        Assert.Equal(text, TradeId.Of(text).ToString());
        Assert.Equal(text, TradeId.Of(Encoding.UTF8.GetBytes(text)).ToString());
        Assert.Equal(TradeId.Of(text), TradeId.Of(Encoding.UTF8.GetBytes(text)));
        Assert.False(TradeId.Of(text).IsNone);
    }

    [Fact]
    public void Means_none_where_it_is_empty()
    {
        Assert.True(default(TradeId).IsNone);
        Assert.Equal(default, TradeId.Of(""));
        Assert.Equal(default, TradeId.Of(ReadOnlySpan<byte>.Empty));
        Assert.Equal("", default(TradeId).ToString());
        Assert.False(TradeId.Of(0).IsNone);
        Assert.Throws<ArgumentNullException>("text", () => TradeId.Of(default(string)!));
    }

    [Fact]
    public void Tells_apart_what_the_vendor_wrote_differently()
    {
        Assert.NotEqual(TradeId.Of("7"), TradeId.Of("007"));
        Assert.NotEqual(TradeId.Of("7"), TradeId.Of("8"));
        Assert.NotEqual(TradeId.Of("a1"), TradeId.Of("A1"));
    }

    [Fact]
    public void Is_the_same_from_text_or_number_on_both_sides_of_eighteen_digits()
    {
        foreach (var number in new[] { long.MinValue, -1, 0, 1, 999_999_999_999_999_999, 1_000_000_000_000_000_000, long.MaxValue })
        {
            TradeId fromNumber = number;
            TradeId fromText = number.ToString();
            Assert.Equal(fromText, fromNumber);
            Assert.Equal(fromText.GetHashCode(), fromNumber.GetHashCode());
            Assert.Equal(number.ToString(), fromNumber.ToString());
        }
    }

    [Fact]
    public void Is_the_same_whichever_way_it_is_read() =>
        Prop.ForAll<long>(number =>
            TradeId.Of(number) == TradeId.Of(number.ToString()) && TradeId.Of(number) == TradeId.Of(Encoding.UTF8.GetBytes(number.ToString())))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Differs_exactly_where_the_text_differs() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((one, other) =>
            TradeId.Of(one.Get) == TradeId.Of(other.Get) == (one.Get == other.Get) && TradeId.Of(one.Get).ToString() == one.Get)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Allocates_nothing_for_plain_numbers()
    {
        Assert.Equal(0, Allocation.Least(() => _ = TradeId.Of("999999999999999999"u8)));
    }

    [Fact]
    public void Gives_a_plain_number_as_a_number()
    {
        Assert.True(TradeId.Of("12345").TryGetNumber(out var number));
        Assert.Equal(12345, number);
    }

    [Theory]
    [InlineData("007")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("a1")]
    [InlineData("")]
    public void Gives_no_number_for_what_a_number_would_change(string text)
    {
        Assert.False(TradeId.Of(text).TryGetNumber(out var number));
        Assert.Equal(0, number);
    }
}
