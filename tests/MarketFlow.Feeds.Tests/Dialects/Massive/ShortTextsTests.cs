using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class ShortTextsTests
{
    /// <summary>Few letters, few slots and all lengths about the words' ends: whatever came before, a text means itself.</summary>
    [Fact]
    public void Never_takes_one_text_for_another() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Length, bool HasOther, byte At)[]>(), drawn =>
        {
            var texts = new ShortTexts<string>(bits: 1, Encoding.UTF8.GetString);
            Assert.All(drawn, one =>
            {
                var text = new string('A', one.Length % 20).ToCharArray();
                if (one.HasOther && text.Length > 0)
                {
                    text[one.At % text.Length] = 'B';
                }

                Assert.Equal(new string(text), texts[Encoding.UTF8.GetBytes(text)]);
            });
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void Remembers_what_fits_its_words(int length)
    {
        var calls = 0;
        var texts = new ShortTexts<string>(bits: 4, _ => $"{++calls}");
        var text = new byte[length];

        Assert.Same(texts[text], texts[text]);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Asks_again_for_what_does_not_fit()
    {
        var texts = new ShortTexts<string>(bits: 4, Encoding.UTF8.GetString);
        var text = Encoding.UTF8.GetBytes(new string('A', 17));

        Assert.NotSame(texts[text], texts[text]);
    }

    [Fact]
    public void Remembers_no_null()
    {
        var calls = 0;
        var texts = new ShortTexts<string?>(bits: 4, _ => ++calls == 1 ? null : "meant");

        Assert.Null(texts["A"u8]);
        Assert.Equal("meant", texts["A"u8]);
    }
}
