namespace MarketFlow.Feeds.Tests;

/// <summary>One element of each kind as the vendor's documentation shows it, and one that uses what is rare.</summary>
internal static class MassiveSamples
{
    public const string Trade =
        """{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,12],"t":1536036818784,"q":3681328}""";

    public const string TradeWithoutConditions =
        """{"ev":"T","sym":"AMZN","i":"799","x":4,"p":161.87,"s":100,"t":1651684192717,"q":4009434,"z":3}""";

    public const string FractionalTrade =
        """{"ev":"T","sym":"BRK.A","x":4,"i":"52983525029461","z":1,"p":512345.5,"s":0,"c":[37],"t":1536036818784,"q":7,"trfi":202,"trft":1536036818780,"ds":"0.0125"}""";

    public const string Quote =
        """{"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,"c":0,"i":[604],"t":1536036818784,"q":50385480,"z":3}""";

    public const string SecondBar =
        """{"ev":"A","sym":"SPCE","v":200,"av":8642007,"op":25.66,"vw":25.3981,"o":25.39,"c":25.39,"h":25.40,"l":25.39,"a":25.3714,"z":50,"s":1610144868000,"e":1610144869000}""";

    public const string MinuteBar =
        """{"ev":"AM","sym":"GTE","v":4110,"av":9470157,"op":0.4372,"vw":0.4488,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"a":0.4352,"z":685,"s":1610144640000,"e":1610144700000,"otc":true,"dv":"4110.25","dav":"9470157.5"}""";

    public const string FairValue = """{"ev":"FMV","fmv":189.22,"sym":"AAPL","t":1678220098130}""";

    public const string FairValueInNanoseconds = """{"ev":"FMV","fmv":189.22,"sym":"AAPL","t":1678220098130123456}""";

    public const string LimitBand = """{"ev":"LULD","T":"MSFT","h":218.94,"l":198.08,"i":[17],"z":3,"t":1601316539918,"q":4106630}""";

    public const string Imbalance = """{"ev":"NOI","T":"NTEST.Q","t":1601318039223,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.03}""";

    public const string Connected = """{"ev":"status","status":"connected","message":"Connected Successfully"}""";

    private static readonly string[] _events =
        [Trade, TradeWithoutConditions, FractionalTrade, Quote, SecondBar, MinuteBar, FairValue, FairValueInNanoseconds, LimitBand];

    /// <summary>Those that become an event of a kind of their own.</summary>
    public static TheoryData<string> Events => [.. _events];

    public static IReadOnlyList<string> All => [.. _events, Imbalance, Connected];
}
