using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>What one sample of the run's second-by-second record holds.</summary>
/// <param name="At">Seconds since measuring began.</param>
/// <param name="HostCpu">Processors the host used since the last sample; null where unknown.</param>
/// <param name="HostResident">Its resident bytes; null where unknown.</param>
/// <param name="HostHandles">Its open files and sockets; null where unknown.</param>
internal readonly record struct UsageSample(double At, double? HostCpu, long? HostResident, int? HostHandles);

/// <summary>Everything a run brought to light.</summary>
internal sealed record LoadResult
{
    public required LoadOptions Options { get; init; }

    public required LoadProfile Profile { get; init; }

    /// <summary>Events sent, copies not counted; by kind.</summary>
    public required IReadOnlyList<long> Sent { get; init; }

    public required long Copies { get; init; }

    public required long Frames { get; init; }

    /// <summary>Frames that could not be sent because the host was not connected.</summary>
    public required long Unsent { get; init; }

    /// <summary>Connections the host made to the vendor; one is right.</summary>
    public required int VendorConnections { get; init; }

    /// <summary>How late the sender itself was.</summary>
    public required LatencyHistogram SenderLateness { get; init; }

    public required LatencyBook Book { get; init; }

    public required IReadOnlyList<ClientResult> Clients { get; init; }

    public required IReadOnlyList<string> VisitFailures { get; init; }

    public required IReadOnlyList<UsageSample> Usage { get; init; }

    /// <summary>CPU seconds of sender and receivers over the whole run; null where unknown.</summary>
    public required (double? Sender, double? Receivers) Cpu { get; init; }

    /// <summary>The host's <c>/api/status</c> before and after.</summary>
    public required (JsonElement Before, JsonElement After) Status { get; init; }

    /// <summary>Its <c>/api/ledger</c> at the end.</summary>
    public required JsonElement Ledger { get; init; }

    /// <summary>How long it all took, warm-up and drain included, in seconds.</summary>
    public required double Seconds { get; init; }

    public long Imbalance => Ledger.GetProperty("imbalance").GetInt64();

    /// <summary>What is wrong; empty where the host did everything right. A stalled client may miss events, but may get none twice.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            List<string> problems = [];
            foreach (var clients in Clients.GroupBy(client => client.Class))
            {
                var name = ClientClasses.Names[(int)clients.Key];
                if (clients.Key != ClientClass.Stalled)
                {
                    Note(clients.Sum(client => client.MissingTotal), $"events are missing at {clients.Count(client => client.MissingTotal > 0)} {name} clients");
                    Note(clients.Count(client => client.Ended is not null), $"{name} clients were disconnected, the first because: {clients.FirstOrDefault(client => client.Ended is not null)?.Ended}");
                }

                Note(clients.Sum(client => client.Twice), $"events came twice to {name} clients");
                Note(clients.Sum(client => client.OutOfOrder), $"events came out of order to {name} clients");
                Note(clients.Sum(client => client.Unasked), $"events came to {name} clients that had not asked for them");
            }

            Note(Imbalance, "is the ledger's imbalance; must be 0");
            Note(VisitFailures.Count, $"visits failed, one because: {(VisitFailures is [var first, ..] ? first : "none")}");
            Note(Unsent, "frames could not be sent: the host was not connected");
            return problems;

            void Note(long count, string what)
            {
                if (count != 0)
                {
                    problems.Add($"{count} {what}");
                }
            }
        }
    }
}
