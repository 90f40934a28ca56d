using System.Globalization;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>What a simulated vendor does wrong, and when: a small JSON file, so that users can test their clients against it.</summary>
/// <remarks>
/// <code>
/// {"faults":[{"do":"drop","connection":1,"at":5},{"do":"silent","at":10,"for":20},{"do":"duplicate","share":0.1},{"do":"surge","at":10,"for":60,"times":20}]}
/// </code>
/// Times are seconds since the connection opened; those of a surge, of the market's own time since it began.
/// </remarks>
/// <param name="faults">The faults.</param>
public sealed class FaultScript(IReadOnlyList<Fault> faults)
{
    private const string ConnectionFields = "do, connection, at, for, share, delay";
    private const string SurgeFields = "do, at, for, times";
    private static readonly Dictionary<string, FaultKind> _kinds = Enum.GetValues<FaultKind>().ToDictionary(NameOf);

    /// <summary>A vendor that does nothing wrong.</summary>
    public static FaultScript None { get; } = new([]);

    /// <summary>The faults, in the order of the script.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;

    /// <summary>Reads a script.</summary>
    /// <param name="utf8Json">The file.</param>
    /// <exception cref="FormatException">It is no fault script; the message names the fault, the field, its value and what is allowed.</exception>
    public static FaultScript Parse(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8Json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("faults", out var faults) && faults.ValueKind == JsonValueKind.Array
                ? new([.. faults.EnumerateArray().Select((fault, index) => Read(fault, index + 1))])
                : throw new FormatException("The fault script has no list \"faults\"; must be {\"faults\":[…]}.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The fault script is no JSON: {error.Message}", error);
        }
    }

    /// <summary>The surges, which are the market's: give them to it as <see cref="SimulatedMarketOptions.Surges"/>.</summary>
    public IReadOnlyList<MarketSurge> Surges { get; } =
        [.. faults.Where(fault => fault.Kind == FaultKind.Surge).Select(fault => new MarketSurge { At = fault.At, For = fault.For, Times = fault.Times })];

    /// <summary>The faults of one connection.</summary>
    /// <param name="connection">Its number, from 1.</param>
    public IEnumerable<Fault> Of(int connection) =>
        Faults.Where(fault => fault.Kind != FaultKind.Surge && (fault.Connection is null || fault.Connection == connection));

    private static Fault Read(JsonElement json, int number)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"Fault {number} is {json.GetRawText()}; must be an object.");
        }

        FaultKind? kind = null;
        Fault fault = new() { Kind = default };
        foreach (var field in json.EnumerateObject())
        {
            switch (field.Name)
            {
                case "do":
                    kind = field.Value.ValueKind == JsonValueKind.String && _kinds.TryGetValue(field.Value.GetString()!, out var known)
                        ? known
                        : throw Wrong(field, $"one of {string.Join(", ", _kinds.Keys)}");
                    break;
                case "connection":
                    fault = fault with { Connection = (int)Number(field, value => value >= 1 && value == Math.Floor(value) && value <= int.MaxValue, "a whole number, 1 or more") };
                    break;
                case "at":
                    fault = fault with { At = Seconds(field, value => value >= 0, "seconds, 0 or more") };
                    break;
                case "for":
                    fault = fault with { For = Seconds(field, value => value > 0, "seconds, above 0") };
                    break;
                case "share":
                    fault = fault with { Share = Number(field, value => value is > 0 and <= 1, "above 0, at most 1") };
                    break;
                case "delay":
                    fault = fault with { Delay = Seconds(field, value => value > 0, "seconds, above 0") };
                    break;
                case "times":
                    fault = fault with { Times = Number(field, value => value is > 0 and <= 1_000, "above 0, at most 1,000") };
                    break;
                default:
                    throw new FormatException($"Fault {number} has a field \"{field.Name}\"; allowed are {ConnectionFields}, and of a surge {SurgeFields}.");
            }
        }

        fault = fault with { Kind = kind ?? throw new FormatException($"Fault {number} has no \"do\"; must be one of {string.Join(", ", _kinds.Keys)}.") };
        var allowed = kind == FaultKind.Surge ? SurgeFields : ConnectionFields;
        return json.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !allowed.Split(", ").Contains(name)) is { } foreign
            ? throw new FormatException($"Fault {number} is a {NameOf(fault.Kind)} and has a field \"{foreign}\"; allowed are {allowed}.")
            : fault;

        FormatException Wrong(JsonProperty field, string allowed) =>
            new($"Fault {number}: {field.Name} is {field.Value.GetRawText()}; must be {allowed}.");

        double Number(JsonProperty field, Func<double, bool> isAllowed, string allowed) =>
            field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var value) && isAllowed(value) ? value : throw Wrong(field, allowed);

        TimeSpan Seconds(JsonProperty field, Func<double, bool> isAllowed, string allowed) =>
            TimeSpan.FromSeconds(Number(field, value => value <= TimeSpan.FromDays(365).TotalSeconds && isAllowed(value), allowed));
    }

    private static string NameOf(FaultKind kind) =>
        string.Concat(kind.ToString().Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : "-") + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString()));
}
