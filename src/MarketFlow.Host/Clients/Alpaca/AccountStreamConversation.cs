using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>The conversation on <c>/stream</c>, where Alpaca's trading hosts have the account: every request is refused, so that no program waits for its orders here.</summary>
/// <remarks>
/// The refusal has the vendor's own form, <c>unauthorized</c>, so that clients report it, and says why in <c>message</c> and in the close
/// frame. A client that asks to listen is disconnected at once, any other when the time for a key is over.
/// </remarks>
/// <param name="client">The client.</param>
/// <param name="desk">What all conversations share.</param>
internal sealed class AccountStreamConversation(Client client, VendorDesk desk) : ClientConversation
{
    /// <summary>Why it is refused.</summary>
    public const string Reason = "MarketFlow serves market data only; connect to Alpaca's trading host for the account stream";

    private static readonly ClientClose _close = new(WebSocketCloseStatus.PolicyViolation, Reason, WaitsForDelivery: false);
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SingleAssignmentDisposable _deadline = new();

    /// <inheritdoc/>
    public override void Open()
    {
        client.Warn($"The account stream was asked for. {Reason}.");
        _deadline.Disposable = desk.Clock.Schedule(desk.Options.AuthTimeout, () => client.Outbox.EndWith(Refusal("authenticate"), _close));
    }

    /// <inheritdoc/>
    public override Task HandleAsync(ReceivedRequest received)
    {
        var action = ActionOf(received);
        if (action == "listen")
        {
            client.Outbox.EndWith(Refusal(action), _close);
        }
        else
        {
            client.Outbox.Answer(Refusal(action));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _deadline.Dispose();
        base.Dispose();
    }

    // Some clients write "auth", others "authenticate"; the vendor answers both with "authenticate".
    private static string ActionOf(ReceivedRequest received)
    {
        try
        {
            using var request = JsonDocument.Parse(received.Message);
            return request.RootElement.ValueKind == JsonValueKind.Object
                && request.RootElement.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String && action.ValueEquals("listen")
                ? "listen"
                : "authenticate";
        }
        catch (JsonException)
        {
            return "authenticate"; // MessagePack, too: what it says does not change the answer
        }
    }

    private static SharedMessage Refusal(string action)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, _plain))
        {
            json.WriteStartObject();
            json.WriteString("stream", "authorization");
            json.WriteStartObject("data");
            json.WriteString("action", action);
            json.WriteString("status", "unauthorized");
            json.WriteString("message", Reason);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return SharedMessage.Answer(buffer.ToArray());
    }
}
