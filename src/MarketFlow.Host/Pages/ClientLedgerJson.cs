using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>The account of all clients in the shape of the ledger's other stages.</summary>
internal static class ClientLedgerJson
{
    public static JsonObject Write(ClientAccount account)
    {
        JsonObject removed = [];
        Add("conflated", account.Conflated);
        Add("client-slow", account.ClientSlow);
        Add("shutdown", account.Shutdown);
        return new()
        {
            ["stage"] = "clients",
            ["received"] = account.Received,
            ["emitted"] = account.Emitted,
            ["held"] = account.Held,
            ["removed"] = removed,
        };

        void Add(string reason, long count)
        {
            if (count > 0)
            {
                removed[reason] = count;
            }
        }
    }
}
