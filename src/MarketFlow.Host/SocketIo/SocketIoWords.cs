using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>What the host says in packets of Socket.IO, each within a message of Engine.IO.</summary>
internal static class SocketIoWords
{
    /// <summary>The event by which a client hears what was wrong.</summary>
    public const string ErrorEvent = "client_error";

    /// <summary>The client is connected to the namespace.</summary>
    /// <param name="id">What it is known by there; not the session's id, which is a secret.</param>
    public static EnginePacket Connected(string id) => Message("0", new JsonObject { ["sid"] = id });

    /// <summary>The client is not connected to a namespace.</summary>
    public static EnginePacket ConnectError(string name, string code, string problem) => Message(
        name == SocketIoPacket.Root ? "4" : $"4{name},",
        new JsonObject { ["message"] = problem, ["data"] = new JsonObject { ["code"] = code } });

    /// <summary>The answer to an event under whose number one was wanted.</summary>
    public static EnginePacket Ack(long id, JsonObject answer) => Message(string.Create(CultureInfo.InvariantCulture, $"3{id}"), new JsonArray(answer));

    /// <summary>An event that carries one JSON object, as a text.</summary>
    public static EnginePacket Event(string name, JsonObject value) => Message("2", new JsonArray(name, JsonText.Write(value)));

    /// <summary>What was wrong, where there is no other answer to say it in.</summary>
    public static EnginePacket Error(string code, string message) => Event(ErrorEvent, new JsonObject { ["code"] = code, ["message"] = message });

    private static EnginePacket Message(string head, JsonNode body) => new(Encoding.UTF8.GetBytes($"4{head}{JsonText.Write(body)}"));
}
