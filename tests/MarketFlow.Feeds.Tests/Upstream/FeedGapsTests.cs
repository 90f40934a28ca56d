using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>What a feed tells of the times it was not there.</summary>
public sealed class FeedGapsTests
{
    [Fact]
    public void Tells_a_gap_from_the_last_frame_of_the_lost_connection_to_the_first_of_its_successor_before_that_frame()
    {
        var feed = new MassiveFeed();
        var framesBefore = -1;
        var gaps = Gaps(feed, _ => framesBefore = feed.Virtual.Seen.Values.Count);
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(1);
        feed.HearsData();
        feed.Virtual.AdvanceBy(2);
        feed.Latest.IsLost();
        feed.Virtual.AdvanceBy(5);
        feed.LetIn();
        feed.Virtual.AdvanceBy(1);
        Assert.Empty(gaps.Values); // let in, but not yet answered
        feed.HearsData();

        Assert.Equal(5, framesBefore);
        Assert.Equal([("massive", 1d, 9d)], Told(gaps));
    }

    [Fact]
    public void Takes_the_answer_to_its_question_for_the_beginning_and_the_end()
    {
        var feed = new MassiveFeed();
        var gaps = Gaps(feed);
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.Virtual.AdvanceBy(1);
        feed.Hears(MassiveControl.Subscribed(new MassiveTopic("T", "A")));
        feed.Latest.IsLost();
        feed.Virtual.AdvanceBy(1);
        feed.LetIn();
        feed.Hears(MassiveControl.Subscribed(new MassiveTopic("T", "A")));

        Assert.Equal([("massive", 1d, 2d)], Told(gaps));
    }

    [Fact]
    public void Tells_one_gap_however_many_attempts_lie_in_it()
    {
        var feed = new MassiveFeed();
        var gaps = Gaps(feed);
        using var subscription = feed.Virtual.Subscribe();
        feed.LetIn();
        feed.HearsData();
        for (var i = 0; i < 3; i++)
        {
            feed.Latest.IsLost();
            feed.Virtual.AdvanceBy(10);
            feed.Hears(MassiveControl.Connected);
        }

        feed.Hears(MassiveControl.AuthSuccess);
        feed.HearsData();

        Assert.Equal([("massive", 0d, 30d)], Told(gaps));
    }

    [Fact]
    public void Tells_nothing_while_another_connection_was_there()
    {
        var feed = new MassiveFeed(options => options with { Connections = 2 });
        var gaps = Gaps(feed);
        using var first = feed.Virtual.Subscribe(slot: 0);
        using var second = feed.Virtual.Subscribe(slot: 1);
        foreach (var socket in feed.Virtual.Sockets.ToArray())
        {
            LetIn(socket);
            socket.Receives(Data);
        }

        feed.Virtual.AdvanceBy(1);
        feed.Virtual.Sockets[0].IsLost();
        feed.Virtual.AdvanceBy(1);
        LetIn(feed.Latest);
        feed.Latest.Receives(Data);
        feed.Virtual.Sockets[1].Receives(Data);
        feed.Virtual.AdvanceBy(10);

        Assert.Empty(gaps.Values);
    }

    /// <summary>Whenever connections are lost, whatever the vendor sent while none was there lies within a gap that is told.</summary>
    [Fact]
    public void Never_hides_what_no_connection_brought() =>
        Prop.ForAll<byte[]>(script =>
        {
            var feed = new MassiveFeed(options => options with { Connections = 2, MaxDelay = options.InitialDelay }); // back before the script ends
            var gaps = Gaps(feed);
            using var first = feed.Virtual.Subscribe(slot: 0);
            using var second = feed.Virtual.Subscribe(slot: 1);
            HashSet<FakeWebSocket> lost = [];
            HashSet<FakeWebSocket> letIn = [];
            List<double> missed = [];
            var hasBegun = false;
            foreach (var step in script.SelectMany(step => new[] { step, (byte)0, (byte)0 }).Concat(new byte[200]))
            {
                feed.Virtual.AdvanceBy(0.1);
                foreach (var socket in feed.Virtual.Sockets.Except(lost).Where(letIn.Add).ToArray())
                {
                    LetIn(socket);
                }

                var there = feed.Virtual.Sockets.Except(lost).ToArray();
                foreach (var socket in there)
                {
                    socket.Receives(Data);
                }

                hasBegun |= there.Length > 0;
                if (hasBegun && there.Length == 0)
                {
                    missed.Add((feed.Clock.Now - VirtualMarketClock.Open).TotalSeconds);
                }

                foreach (var victim in there.Where((_, i) => (step >> i) % 2 == 1))
                {
                    lost.Add(victim);
                    victim.IsLost();
                }
            }

            var told = Told(gaps);
            return missed.TrueForAll(at => told.Any(gap => gap.From <= at && at <= gap.To));
        }).QuickCheckThrowOnFailure();

    private static byte[] Data => """[{"ev":"T","sym":"A","x":4,"i":"1","p":1,"s":1,"t":1536036818784}]"""u8.ToArray();

    private static RecordingObserver<Gap<string>> Gaps(MassiveFeed feed, Action<Gap<string>>? whileReceiving = null)
    {
        var gaps = new RecordingObserver<Gap<string>> { WhileReceiving = whileReceiving };
        feed.Feed.Gaps.Subscribe(gaps);
        return gaps;
    }

    private static void LetIn(FakeWebSocket socket) => socket.Receives(MassiveControl.Connected.ToArray(), MassiveControl.AuthSuccess.ToArray());

    private static List<(string Feed, double From, double To)> Told(RecordingObserver<Gap<string>> gaps)
    {
        gaps.AssertGrammar();
        return [.. gaps.Values.Select(gap => (gap.Key, Seconds(gap.From), Seconds(gap.To)))];
    }

    private static double Seconds(Timestamp at) => (at - VirtualMarketClock.Open).TotalSeconds;
}
