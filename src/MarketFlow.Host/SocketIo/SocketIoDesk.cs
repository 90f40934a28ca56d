using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>What the conversations of all clients of <c>/socket.io/</c> share.</summary>
/// <param name="Hub">Where they join and ask.</param>
/// <param name="Rules">What they are allowed, and the clock of what is told at intervals.</param>
/// <param name="Keys">Which keys open.</param>
/// <param name="Activity">What the flow as a whole does; called on any thread.</param>
/// <param name="Status">How the host is, as <c>status_update</c> tells it; called on any thread.</param>
internal sealed record SocketIoDesk(ClientHub Hub, SessionRules Rules, KeyRing Keys, Func<FlowActivity> Activity, Func<JsonObject> Status);
