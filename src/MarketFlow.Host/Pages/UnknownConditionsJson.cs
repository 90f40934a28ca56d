using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>The unknown condition codes of trades as JSON: by list, the count of each code.</summary>
internal static class UnknownConditionsJson
{
    /// <summary>The list of codes, as it is called in JSON and metrics.</summary>
    public static string NameOf(TradeCodes codes) => codes switch
    {
        TradeCodes.Massive => "massive",
        TradeCodes.Sip => "sip",
        _ => "unknown",
    };

    /// <summary>Adds the field <c>unknownConditions</c> where there are any.</summary>
    public static void AddTo(JsonNode account, UnknownConditions conditions)
    {
        var byList = conditions.Snapshot()
            .OrderBy(each => each.Key.Code, StringComparer.Ordinal)
            .GroupBy(each => NameOf(each.Key.Codes))
            .OrderBy(list => list.Key, StringComparer.Ordinal)
            .ToList();
        if (byList.Count > 0)
        {
            account["unknownConditions"] = new JsonObject(byList.Select(list => KeyValuePair.Create<string, JsonNode?>(
                list.Key, new JsonObject(list.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key.Code, each.Value))))));
        }
    }
}
