using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>What became of what one client wanted.</summary>
internal sealed class Loss
{
    /// <summary>Missing although its connection was there and the host had been sent it.</summary>
    public int Holes { get; set; }

    /// <summary>Sent while no host took it.</summary>
    public int NotTaken { get; set; }

    /// <summary>Missing between the connection that the kill ended and the next.</summary>
    public int Lost { get; set; }

    /// <summary>Of those, sent before the kill.</summary>
    public int UnderWay { get; set; }

    public long? OldestLost { get; set; }

    /// <summary>The last event between its connections that no host took; the first of all where there is none.</summary>
    public long LastNotTaken { get; set; } = 1;

    public int TwiceWithin { get; set; }

    /// <summary>The vendor's copies of events that the killed process had told: its memory of them died with it.</summary>
    public int TwiceAcross { get; set; }
}

/// <summary>Judges what clients missed. To be asked when all is over.</summary>
/// <param name="sent">What was sent.</param>
/// <param name="line">When, and whether anybody took it.</param>
/// <param name="killed">When the host was killed.</param>
internal sealed class Losses(SentEvents sent, VendorLine line, long killed)
{
    public Loss Of(ReturningClient client, bool[]? wants)
    {
        Loss loss = new();
        var visits = client.Visits.Where(visit => visit.LastLive > 0).ToList();
        for (var id = visits[0].From; id < sent.Next; id++)
        {
            if (client.Has(id) || sent.KindOf(id) is not (LoadKind.Trade or LoadKind.Quote) || (wants is not null && !wants[sent.SymbolOf(id)]))
            {
                continue;
            }

            var (at, isTaken) = line.Of(id);
            loss.NotTaken += isTaken ? 0 : 1;
            if (visits.Exists(visit => id >= visit.From && id <= visit.LastLive))
            {
                loss.Holes += isTaken ? 1 : 0;
            }
            else if (visits.Count > 1 && id < visits[^1].From)
            {
                loss.Lost++;
                loss.UnderWay += at < killed ? 1 : 0;
                loss.OldestLost ??= id;
                loss.LastNotTaken = isTaken ? loss.LastNotTaken : id;
            }
        }

        foreach (var id in client.Twice)
        {
            var isOfBefore = visits.Count > 1 && id <= visits[0].LastLive;
            loss.TwiceAcross += isOfBefore ? 1 : 0;
            loss.TwiceWithin += isOfBefore ? 0 : 1;
        }

        return loss;
    }
}
