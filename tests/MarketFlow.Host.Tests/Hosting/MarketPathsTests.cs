using System.Net.WebSockets;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>The whole host between vendors of several markets and clients on the paths of these markets, over real sockets.</summary>
public sealed class MarketPathsTests
{
    private const string CryptoTrade = """{"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1795789800000,"s":0.01616617,"c":[2],"i":"14272084","x":3,"r":1795789800004}""";
    private const string CryptoQuote = """{"ev":"XQ","pair":"BTC-USD","bp":33052.79,"bs":0.48,"ap":33073.19,"as":0.601,"t":1795789800100,"x":6,"r":1795789800104}""";
    private const string CryptoBar = """{"ev":"XA","pair":"BTC-USD","v":951.6112,"vw":0.7756,"z":73,"o":27.8,"c":27.81,"h":27.83,"l":27.8,"s":1795789800000,"e":1795789860000}""";
    private const string CryptoBook = """{"ev":"XL2","pair":"BTC-USD","b":[[33712.7,{"1":0.2}]],"a":[],"t":1795789800100,"x":1,"r":1795789800104}""";
    private const string CryptoValue = """{"ev":"FMV","fmv":64250.7,"sym":"X:BTC-USD","t":1795789801200000000}""";
    private const string ForexQuote = """{"ev":"C","p":"USD/CNH","x":"44","a":6.83366,"b":6.83363,"t":1795789800300}""";
    private const string ForexBar = """{"ev":"CA","pair":"USD/EUR","o":0.8687,"c":0.86889,"h":0.86889,"l":0.8686,"v":20,"s":1795789800000,"e":1795789860000}""";
    private const string IndexValue = """{"ev":"V","val":3988.5,"T":"I:SPX","t":1795789800500}""";
    private const string IndexBar = """{"ev":"AM","sym":"I:SPX","op":3985.67,"o":3985.67,"c":3985.67,"h":3985.67,"l":3985.67,"s":1795789800000,"e":1795789860000}""";
    private const string OptionTrade = """{"ev":"T","sym":"O:SPY261218C00600000","x":65,"p":1.54,"s":1,"c":[233],"t":1795789800700,"q":651921857}""";
    private const string FutureTrade = """{"ev":"T","sym":"CLZ6","p":-37.63,"s":1,"t":1795789800800,"q":1}""";
    private const string Imbalance = """{"ev":"NOI","T":"NTEST.Q","t":1795789801100,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.03}""";

    /// <summary>An option trade and an option quote of Alpaca's in MessagePack, whose conditions are one text.</summary>
    private static readonly byte[][] _packedOptions =
    [
        Convert.FromBase64String("kYehVKF0oVOzQUFQTDI2MTIxOEMwMDE3MjUwMKF01/8fvR68awmT6KFwy0AGuFHrhR64oXMBoXihTqFjoVM="),
        Convert.FromBase64String("kYqhVKFxoVOzU1BYVzI2MTEyN1AwNDkyNTAwMKF01/8fvR68awmT6KJieKFDomJwy0Ai64UeuFHsomJzNaJheKFDomFwy0AjUeuFHrhSomFzJqFjoUE="),
    ];

    [Fact]
    public async Task Carry_what_the_vendor_of_their_market_sends_and_nothing_of_another()
    {
        await using var crypto = await new SpeakingVendor(MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("XT.*")).StartAsync();
        await using var options = await new SpeakingVendor(
            AlpacaClients.Connected, AlpacaClients.Authenticated, """[{"T":"subscription","trades":["*"],"quotes":["SPXW261127P04925000"]}]""").StartAsync();
        await using var host = await RunningHost.StartAsync(
            ("Feeds:0:Dialect", "massive"), ("Feeds:0:Url", $"{crypto.Address}crypto"), ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "BTC-USD"),
            ("Feeds:1:Dialect", "alpaca"), ("Feeds:1:Url", $"{options.Address}v1beta1/opra"), ("Feeds:1:Key", "KEY"), ("Feeds:1:Secret", "SECRET"));
        using var massiveCrypto = await MassiveAsync(host, "/crypto", "XT.*,XQ.BTC-USD,XA.*,XL2.BTC-USD,FMV.BTC-USD");
        using var massiveStocks = await MassiveAsync(host, "/stocks", "T.*,Q.*,AM.*,FMV.*");
        using var massiveOptions = await MassiveAsync(host, "/options", "T.*");
        using var alpacaCrypto = await AlpacaAsync(host, "/v1beta3/crypto/us", """{"action":"subscribe","trades":["*"],"bars":["*"],"orderbooks":["BTC/USD"]}""");
        using var alpacaOptions = await AlpacaAsync(host, "/v1beta1/indicative", """{"action":"subscribe","trades":["*"],"quotes":["SPXW261127P04925000"]}""");
        using var packedOptions = await AlpacaAsync(host, "/v1beta1/opra", """{"action":"subscribe","trades":["*"],"quotes":["SPXW261127P04925000"]}""", "application/msgpack");

        await crypto.SendAsync(Frame(CryptoTrade, CryptoQuote, CryptoBar, CryptoBook, CryptoValue));
        Assert.Equal(
            new[] { CryptoTrade, CryptoQuote, CryptoBar, CryptoBook, CryptoValue }.Order(StringComparer.Ordinal), (await massiveCrypto.ReadEventsAsync(5)).Order(StringComparer.Ordinal));
        var translated = (await alpacaCrypto.ReadEventsAsync(2)).Order(StringComparer.Ordinal).ToList();
        Assert.StartsWith("""{"T":"b","S":"BTC-USD","o":27.8,"h":27.83,"l":27.8,"c":27.81,"v":951.6112""", translated[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"T":"t","S":"BTC-USD","i":14272084,"x":"3","p":33021.9,"s":0.01616617""", translated[1], StringComparison.Ordinal);

        foreach (var frame in _packedOptions)
        {
            await options.SendAsync(frame, WebSocketMessageType.Binary);
            Assert.Equal(frame, await packedOptions.ReadBytesAsync());
        }

        Assert.Equal(
            [
                """{"T":"t","S":"AAPL261218C00172500","x":"N","p":2.84,"s":1,"c":"S","t":"2026-11-27T14:30:00.133121967Z"}""",
                """{"T":"q","S":"SPXW261127P04925000","ax":"C","ap":9.66,"as":38,"bx":"C","bp":9.46,"bs":53,"c":"A","t":"2026-11-27T14:30:00.133121967Z"}""",
            ],
            await alpacaOptions.ReadEventsAsync(2));
        Assert.StartsWith("""{"ev":"T","sym":"AAPL261218C00172500",""", await massiveOptions.ReadEventAsync(), StringComparison.Ordinal);
        Assert.Equal(0, host.Market.Hub.Clients.Single(client => client.Protocol.Name == "massive").Outbox.Account.Received);
        Assert.Equal(0, host.Market.Hub.Ledger.Snapshot().Imbalance);

        await host.StopAsync();
        Assert.DoesNotContain(crypto.Heard, message => message.Contains("T.*", StringComparison.Ordinal) && !message.Contains("XT.*", StringComparison.Ordinal));
        Assert.Contains(crypto.Heard, message => message.Contains("XL2.BTC-USD", StringComparison.Ordinal));
        Assert.DoesNotContain(crypto.Heard, message => message.Contains("orderbooks", StringComparison.Ordinal)); // the other vendor's list
        Assert.DoesNotContain(options.Heard, message => message.Contains("bars", StringComparison.Ordinal) || message.Contains("BTC", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Part_the_markets_of_a_feed_whose_address_does_not_say_its_market()
    {
        await using var vendor = await new SpeakingVendor(MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.A")).StartAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", vendor.Address, 1, ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "A"));
        (string Path, string Topics, string[] Expected)[] cases =
        [
            ("/crypto", "XT.*,XQ.*,XA.*,XL2.*,FMV.*", [CryptoTrade, CryptoQuote, CryptoBar, CryptoBook, CryptoValue]),
            ("/forex", "C.USD-CNH,CA.USD/EUR", [ForexQuote, ForexBar]),
            ("/indices", "V.*,AM.*", [IndexValue, IndexBar]),
            ("/options", "T.*", [OptionTrade]),
            ("/futures/cme", "T.*", [FutureTrade]),
            ("/stocks", "NOI.*,Q.*,AM.*,FMV.*", [Imbalance]),
        ];
        List<VendorClient> clients = [];
        foreach (var (path, topics, _) in cases)
        {
            clients.Add(await MassiveAsync(host, path, topics));
        }

        await vendor.SendAsync(Frame(
            CryptoTrade, CryptoQuote, CryptoBar, CryptoBook, CryptoValue, ForexQuote, ForexBar, IndexValue, IndexBar, OptionTrade, FutureTrade, Imbalance));

        foreach (var (client, (path, _, expected)) in clients.Zip(cases))
        {
            Assert.Equal(
                $"{path} {string.Join(' ', expected.Order(StringComparer.Ordinal))}",
                $"{path} {string.Join(' ', (await client.ReadEventsAsync(expected.Length)).Order(StringComparer.Ordinal))}");
            client.Dispose();
        }

        Assert.Equal(0, host.Market.Feeds[0].FaultCount);
    }

    private static byte[] Frame(params string[] elements) => Encoding.UTF8.GetBytes($"[{string.Join(',', elements)}]");

    private static async Task<VendorClient> MassiveAsync(RunningHost host, string path, string topics)
    {
        var client = await host.ConnectAsync(path);
        Assert.Equal(MassiveClients.Connected, await client.ReadAsync());
        Assert.Equal(MassiveClients.Authenticated, await client.AskAsync(MassiveClients.Auth()));
        Assert.Equal(MassiveClients.Acknowledged(topics.Split(',')), await client.AskAsync(MassiveClients.Subscribe(topics)));
        return client;
    }

    private static async Task<VendorClient> AlpacaAsync(RunningHost host, string path, string request, string? contentType = null)
    {
        var client = await host.ConnectAsync(path, contentType);
        await client.ReadBytesAsync();
        await client.SendAsync(AlpacaClients.Auth());
        await client.ReadBytesAsync();
        await client.SendAsync(request);
        await client.ReadBytesAsync();
        return client;
    }
}
