using System.Text;
using System.Text.Json;

namespace MarketFlow.Feeds.Tests;

/// <summary>One field of a good element is replaced by something else: as long as kind and symbol can be read, the element is not lost.</summary>
public sealed class OddFieldTests
{
    private const int Mutations = 4_000; // per dialect and encoding
    private const int Seed = 20261127;

    private static readonly string[] _values =
    [
        "null", "true", "{}", "[]", "[1]", "{\"p\":1}", "\"\"", "\"x\"", "\"7\"", "\"-1\"", "0", "-1", "1", "1.5", "5.55e-17", "1e-30", "1e40", "5.551115123125783e-17",
        "9223372036854775808", "-9223372036854775809", "99999999999999999999999999999.5", "\"2026-11-27T15:30:00Z\"", "1795789800000", "1795789800000000000", "[\"a\",7]",
        "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "\"\\u00e9\"",
    ];

    private static readonly string[] _massive =
    [
        MassiveSamples.Trade, MassiveSamples.FractionalTrade, MassiveSamples.Quote, MassiveSamples.SecondBar, MassiveSamples.MinuteBar, MassiveSamples.FairValue, MassiveSamples.LimitBand,
        """{"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1795789800000,"s":0.01616617,"c":[2],"i":"14272084","x":3}""",
        """{"ev":"XQ","pair":"BTC-USD","bp":33052.79,"bs":0.48,"ap":33073.19,"as":0.601,"t":1795789800100,"x":6}""",
        """{"ev":"XA","pair":"BTC-USD","v":951.6,"vw":0.77,"o":27.8,"c":27.81,"h":27.83,"l":27.8,"s":1795789800000}""",
        """{"ev":"C","p":"USD/CNH","x":"44","a":6.83366,"b":6.83363,"t":1795789800300}""",
        """{"ev":"CAS","pair":"USD/EUR","o":0.8687,"c":0.86889,"h":0.86889,"l":0.8686,"v":20,"s":1795789800000}""",
    ];

    [Fact]
    public void Never_costs_an_element_of_Massives() =>
        Check(new MassiveDialect().CreateDecoder(EndpointProfiles.Find("massive", "/stocks")), _massive, ["ev", "sym", "pair", "T", "p"], text => Encoding.UTF8.GetBytes($"[{text}]"), text => Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Never_costs_a_message_of_Alpacas() =>
        Check(new AlpacaDialect().CreateDecoder(), AlpacaSamples.All, ["T", "S"], text => Encoding.UTF8.GetBytes($"[{text}]"), text => Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Never_costs_a_message_of_Alpacas_in_MessagePack() =>
        Check(new AlpacaDialect().CreateDecoder(), AlpacaSamples.All, ["T", "S"], text => AlpacaSamples.PackedFrame(text), AlpacaSamples.Packed);

    private static void Check(IFrameDecoder decoder, IReadOnlyList<string> samples, string[] names, Func<string, byte[]> frameOf, Func<string, byte[]> bytesOf)
    {
        var random = new Random(Seed);
        var (events, unusual) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var sample = samples[random.Next(samples.Count)];
            var text = Mutate(sample, names, random, out var field);
            DecodedFrame found;
            try
            {
                found = decoder.Read(frameOf(text));
            }
            catch (Exception error)
            {
                Assert.Fail($"{field} of {text} threw {error}");
                return;
            }

            Assert.True(found.Faults.Count == 0 && found.Ignored == 0, $"{field} of {text}: {(found.Faults.Count > 0 ? found.Faults[0].Reason : "ignored")}");
            var told = Assert.Single(found.Events);
            Assert.Equal(bytesOf(text), told.Source.Original.ToArray());
            if (told is VendorMessage message)
            {
                Assert.True(message.Unusual is { Length: > 0 and < 300 } && message.Symbol.Length > 0 && message.StandsFor != EventType.Other, text);
                unusual++;
            }
            else
            {
                Assert.Null(told.Validate() ?? told.ValidatePrices());
                events++;
            }
        }

        Assert.True(events > Mutations / 10 && unusual > Mutations / 10, $"{events} events and {unusual} unusual messages: the mutations are too mild or too wild to prove anything.");
    }

    private static string Mutate(string sample, string[] names, Random random, out string mutated)
    {
        using var parsed = JsonDocument.Parse(sample);
        var fields = parsed.RootElement.EnumerateObject().Select(field => (field.Name, Value: field.Value.GetRawText())).ToArray();
        var isPair = fields[0].Value == "\"C\"";
        var odd = fields.Select((field, at) => (field.Name, At: at)).Where(field => !names.Contains(field.Name) || (field.Name == "p" && !isPair)).ToArray();
        var chosen = odd[random.Next(odd.Length)];
        mutated = chosen.Name;
        if (random.Next(8) == 0)
        {
            fields = [.. fields.Where((_, at) => at != chosen.At)];
        }
        else
        {
            fields[chosen.At].Value = _values[random.Next(_values.Length)];
        }

        return $"{{{string.Join(',', fields.Select(field => $"\"{field.Name}\":{field.Value}"))}}}";
    }
}
