using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>Each vendor's conversation over a real socket: logged in, asked, changed while open, cut, and all of it again.</summary>
public sealed class VendorRealSocketTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Talks_to_Massive() => TalksTo(
        () => new MassiveConversation(new() { Key = "K", Topics = Talking.Topics("T.A") }),
        Talking.Topics("T.A", "Q.B"),
        [
            ("", MassiveControl.Connected.Text()),
            ("""{"action":"auth","params":"K"}""", MassiveControl.AuthSuccess.Text()),
            ("""{"action":"subscribe","params":"T.A"}""", MassiveControl.Subscribed(new MassiveTopic("T", "A")).Text()),
            ("""{"action":"subscribe","params":"Q.B"}""", MassiveControl.Subscribed(new MassiveTopic("Q", "B")).Text()),
        ],
        [
            ("", MassiveControl.Connected.Text()),
            ("""{"action":"auth","params":"K"}""", MassiveControl.AuthSuccess.Text()),
            ("""{"action":"subscribe","params":"T.A,Q.B"}""", """[{"ev":"T","sym":"A","x":4,"i":"1","p":1,"s":1,"t":1536036818784}]"""),
        ]);

    [Fact]
    public Task Talks_to_Alpaca() => TalksTo(
        () => new AlpacaConversation(new() { Key = "K", Secret = "S", Topics = Talking.Topics("trades.A") }),
        Talking.Topics("trades.A", "quotes.B"),
        [
            ("", """[{"T":"success","msg":"connected"}]"""),
            ("""{"action":"auth","key":"K","secret":"S"}""", """[{"T":"success","msg":"authenticated"}]"""),
            ("""{"action":"subscribe","trades":["A"]}""", """[{"T":"subscription","trades":["A"],"quotes":[]}]"""),
            ("""{"action":"subscribe","quotes":["B"]}""", """[{"T":"subscription","trades":["A"],"quotes":["B"]}]"""),
        ],
        [
            ("", """[{"T":"success","msg":"connected"}]"""),
            ("""{"action":"auth","key":"K","secret":"S"}""", """[{"T":"success","msg":"authenticated"}]"""),
            ("""{"action":"subscribe","trades":["A"],"quotes":["B"]}""", """[{"T":"t","S":"A","i":1,"x":"V","p":1,"s":1,"t":"2026-03-09T13:30:00Z"}]"""),
        ]);

    // The server says each answer when it has heard the line before it; the first connection is cut after its last one.
    private static async Task TalksTo(
        Func<IConversation> converse, FeedTopic[] wantedLater, (string Hears, string Says)[] first, (string Hears, string Says)[] second)
    {
        List<string?> unexpected = [];
        await using var server = await SocketServer.StartAsync(async (socket, number, request) =>
        {
            foreach (var (hears, says) in number == 1 ? first : second)
            {
                if (hears.Length > 0 && await socket.ReadTextAsync() is var heard && heard != hears)
                {
                    unexpected.Add(heard);
                }

                await socket.SendTextAsync(says);
            }

            if (number > 1)
            {
                await socket.UntilClosedAsync();
                return;
            }

            // what was sent must have arrived before the cut, or the client never says its second question
            await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "maintenance", CancellationToken.None);
        });
        using var clock = new EventLoopScheduler();
        RecordingObserver<FeedFault> faults = new();
        RecordingObserver<Gap<string>> gaps = new();
        WebSocketFeed feed = new(
            new() { Name = "vendor", Url = server.Url, InitialDelay = TimeSpan.FromMilliseconds(10), CreateConversation = converse }, faults, clock);
        using var telling = feed.Gaps.Subscribe(gaps);

        var frames = await feed.Connection(0)
            .Do(frame => WantMore(frame, first[2].Says))
            .Take(first.Length + second.Length)
            .ToList()
            .ToTask()
            .WaitAsync(_patience);

        Assert.Equal([.. first.Select(line => line.Says), .. second.Select(line => line.Says)], frames.Select(VirtualFeed.Text));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2], frames.Select(frame => frame.Connection));
        Assert.Empty(unexpected);
        Assert.Empty(faults.Values);
        Assert.Equal([(frames[3].ReceivedAt, frames[6].ReceivedAt)], gaps.Values.Select(gap => (gap.From, gap.To)));

        void WantMore(Frame frame, string answered)
        {
            if (VirtualFeed.Text(frame) == answered)
            {
                feed.Want(wantedLater);
            }
        }
    }
}
