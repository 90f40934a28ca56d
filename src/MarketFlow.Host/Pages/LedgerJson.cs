using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>The ledger as JSON: of <c>/api/ledger</c>, and of what <c>pipe</c> writes to standard error.</summary>
internal static class LedgerJson
{
    public static JsonObject ToJson(LedgerSnapshot ledger) => new()
    {
        ["stages"] = new JsonArray([.. ledger.Stages.Select(ToJson)]),
        ["inTransit"] = ledger.InTransit,
        ["imbalance"] = ledger.Imbalance,
    };

    private static JsonObject ToJson(LedgerStageSnapshot stage)
    {
        JsonObject removed = [];
        foreach (var reason in Enum.GetValues<RemovalReason>().Where(reason => stage.Removed(reason) > 0))
        {
            removed[NameOf(reason)] = stage.Removed(reason);
        }

        JsonObject json = new()
        {
            ["stage"] = stage.Name,
            ["received"] = stage.Received,
            ["emitted"] = stage.Emitted,
            ["held"] = stage.Held,
            ["removed"] = removed,
        };
        if (stage.Created > 0)
        {
            json["created"] = stage.Created;
        }

        return json;
    }

    /// <summary>A reason as the ledger tells it.</summary>
    public static string NameOf(RemovalReason reason) => reason switch
    {
        RemovalReason.BreakerOpen => "breaker-open",
        RemovalReason.ClientSlow => "client-slow",
        _ => reason.ToString().ToLowerInvariant(),
    };
}
