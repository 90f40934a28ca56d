using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("2.950", "2.950")]
    [InlineData("-1.50", "-1.50")]
    [InlineData("0.000020295", "0.000020295")]
    [InlineData("999999999999999999", "999999999999999999")]
    [InlineData("9999999999999999999", "9999999999999999999")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    [InlineData("9999999999.9999999999", "9999999999.9999999999")]
    [InlineData("1.50e3", "1500")]
    [InlineData("1.50E-3", "0.00150")]
    [InlineData("1.2345e+2", "123.45")]
    [InlineData("0e99999999999999999999", "0")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("7922816251426433759354395033.5", "7922816251426433759354395033.5")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("0.00000000000000000000000000010", "0.0000000000000000000000000001")]
    [InlineData("1.0000000000000000000000000000000000", "1.0000000000000000000000000000")]
    [InlineData("12345678901234567890.00", "12345678901234567890.00")]
    [InlineData("100000000000000000000e-20", "1.00000000000000000000")]
    public void Reads_a_number_as_it_is_written(string text, string expected)
    {
        Assert.True(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(expected, value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("--1")]
    public void Refuses_what_is_no_number(string text) => Assert.False(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("79228162514264337593543950336")]
    [InlineData("1e29")]
    [InlineData("1e-29")]
    [InlineData("1e99999999999999999999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("7.92281625142643375935439503351")]
    public void Refuses_what_a_decimal_cannot_hold_exactly(string text) =>
        Assert.False(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Round_trips_every_decimal() =>
        Prop.ForAll<decimal>(value =>
        {
            var text = value.ToString(CultureInfo.InvariantCulture);
            return DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out var read)
                && read.ToString(CultureInfo.InvariantCulture) == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Agrees_with_the_library_where_that_is_exact() =>
        Prop.ForAll<long, byte, sbyte>((digits, places, exponent) =>
        {
            var scale = places % 15;
            var text = $"{new decimal(digits) / Power(scale)}e{exponent / 13}";
            return DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out var read)
                && read == decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }).QuickCheckThrowOnFailure();

    private static decimal Power(int scale) => Enumerable.Range(0, scale).Aggregate(1m, (power, _) => power * 10);
}
