using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class SubscriptionUnionTests
{
    private readonly SubscriptionUnion<string> _union = new();

    [Fact]
    public void Subscribes_to_what_the_first_client_wants_and_unsubscribes_when_the_last_has_left()
    {
        AssertChange(_union.Add("a", Topics("T.AAPL Q.AAPL")), subscribe: "T.AAPL Q.AAPL");
        AssertChange(_union.Add("b", Topics("T.AAPL T.MSFT")), subscribe: "T.MSFT");
        AssertChange(_union.Remove("a", Topics("T.AAPL")));
        AssertChange(_union.Leave("b"), unsubscribe: "T.AAPL T.MSFT");
        AssertChange(_union.Leave("a"), unsubscribe: "Q.AAPL");

        Assert.Empty(_union.Everything);
    }

    [Fact]
    public void Counts_a_client_once_however_often_it_asks()
    {
        _union.Add("a", Topics("T.AAPL"));

        AssertChange(_union.Add("a", Topics("T.AAPL T.AAPL")));
        AssertChange(_union.Remove("a", Topics("T.AAPL T.AAPL")), unsubscribe: "T.AAPL");
    }

    [Fact]
    public void Changes_nothing_for_what_was_never_asked_for()
    {
        _union.Add("a", Topics("T.AAPL"));

        AssertChange(_union.Remove("b", Topics("T.AAPL")));
        AssertChange(_union.Remove("a", Topics("T.MSFT")));
        AssertChange(_union.Leave("b"));
        AssertChange(_union.Add("b", []));

        Assert.Equal(Topics("T.AAPL"), _union.Everything);
    }

    [Fact]
    public void Lets_a_wildcard_cover_the_singles_that_come_after_it()
    {
        AssertChange(_union.Add("a", Topics("T.AAPL T.*")), subscribe: "T.*");
        AssertChange(_union.Add("b", Topics("T.MSFT Q.MSFT")), subscribe: "Q.MSFT");
        AssertChange(_union.Remove("b", Topics("T.MSFT")));
    }

    [Fact]
    public void Leaves_the_singles_alone_that_were_there_before_a_wildcard()
    {
        _union.Add("a", Topics("T.AAPL"));

        AssertChange(_union.Add("b", Topics("T.*")), subscribe: "T.*");
        AssertChange(_union.Leave("a"));
        AssertChange(_union.Add("a", Topics("T.AAPL")));
        AssertChange(_union.Leave("b"), unsubscribe: "T.*");

        Assert.Equal(Topics("T.AAPL"), _union.Everything);
    }

    [Fact]
    public void Subscribes_to_the_singles_that_are_wanted_when_a_wildcard_goes_and_drops_those_that_are_not()
    {
        _union.Add("a", Topics("T.AAPL T.IBM"));
        _union.Add("b", Topics("T.*"));
        _union.Add("c", Topics("T.MSFT T.AMD"));
        _union.Remove("a", Topics("T.IBM"));

        AssertChange(_union.Leave("b"), subscribe: "T.AMD T.MSFT", unsubscribe: "T.* T.IBM");
    }

    [Fact]
    public void Keeps_a_wildcard_for_as_long_as_anybody_wants_it()
    {
        _union.Add("a", Topics("T.*"));
        _union.Add("b", Topics("T.*"));

        AssertChange(_union.Leave("a"));
        AssertChange(_union.Leave("b"), unsubscribe: "T.*");
    }

    [Fact]
    public void Always_wants_the_static_list()
    {
        var union = new SubscriptionUnion<string>(Topics("T.SPY T.SPY AM.*"));
        Assert.Equal(Topics("AM.* T.SPY"), union.Everything);

        AssertChange(union.Add("a", Topics("T.SPY AM.SPY")));
        AssertChange(union.Leave("a"));

        Assert.Equal(Topics("AM.* T.SPY"), union.Everything);
    }

    [Fact]
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentException>("always", () => new SubscriptionUnion<string>([default]));
        Assert.Throws<ArgumentNullException>("client", () => _union.Add(null!, []));
        Assert.Throws<ArgumentNullException>("client", () => _union.Remove(null!, []));
        Assert.Throws<ArgumentNullException>("client", () => _union.Leave(null!));
        Assert.Throws<ArgumentNullException>("topics", () => _union.Add("a", null!));
        Assert.Throws<ArgumentException>("topics", () => _union.Remove("a", [default]));
        Assert.Throws<ArgumentException>("channel", () => new FeedTopic("", "AAPL"));
        Assert.Throws<ArgumentNullException>("symbol", () => new FeedTopic("T", null!));
    }

    [Fact]
    public void Takes_nothing_of_a_request_that_it_refuses()
    {
        Assert.Throws<ArgumentException>("topics", () => _union.Add("a", [new("T", "AAPL"), default]));

        Assert.Empty(_union.Everything);
    }

    /// <summary>Whatever clients do: upstream covers exactly what they want, is never asked in vain, and nothing wanted is uncovered on the way.</summary>
    [Fact]
    public void Covers_exactly_what_is_wanted_and_never_uncovers_it() =>
        Prop.ForAll<(byte Kind, byte Client, byte One, byte Other)[], byte>((steps, always) =>
        {
            var union = new SubscriptionUnion<int>([Topic(always)]);
            var upstream = union.Everything.ToHashSet();
            var wanted = new List<(int Client, FeedTopic Topic)> { (-1, Topic(always)) };
            return steps.All(step =>
            {
                var (client, topics, before) = (step.Client % 3, new[] { Topic(step.One), Topic(step.Other) }, wanted.ToList());
                var change = (step.Kind % 5) switch
                {
                    0 => union.Leave(client),
                    1 or 2 => union.Remove(client, topics),
                    _ => union.Add(client, topics),
                };
                wanted.RemoveAll(one => one.Client == client && (step.Kind % 5 == 0 || topics.Contains(one.Topic)));
                wanted.AddRange(step.Kind % 5 > 2 ? topics.Select(topic => (client, topic)) : []);

                // What was wanted and still is must be covered after every single message.
                var staying = AllSingles().Where(single => IsWanted(before, single) && IsWanted(wanted, single)).ToList();
                var isStayingCovered = true;
                foreach (var topic in change.Subscribe)
                {
                    isStayingCovered &= upstream.Add(topic) && staying.All(single => IsCovered(upstream, single));
                }

                foreach (var topic in change.Unsubscribe)
                {
                    isStayingCovered &= upstream.Remove(topic) && staying.All(single => IsCovered(upstream, single));
                }

                return isStayingCovered && AllSingles().All(single => IsCovered(upstream, single) == IsWanted(wanted, single))
                    && upstream.SetEquals(union.Everything) && upstream.Count == union.Everything.Count;
            });
        }).QuickCheckThrowOnFailure();

    // Two channels with three symbols and a wildcard each; a symbol that nobody names shows whether a wildcard is there.
    private static FeedTopic Topic(byte number) => new(number % 2 == 0 ? "T" : "Q", (number / 2 % 4) switch { 0 => "*", 1 => "A", 2 => "B", _ => "C" });

    private static IEnumerable<FeedTopic> AllSingles() => from channel in new[] { "T", "Q" } from symbol in new[] { "A", "B", "C", "other" } select new FeedTopic(channel, symbol);

    private static bool IsCovered(HashSet<FeedTopic> upstream, FeedTopic single) => upstream.Contains(single) || upstream.Contains(new(single.Channel, "*"));

    private static bool IsWanted(List<(int Client, FeedTopic Topic)> wanted, FeedTopic single) =>
        wanted.Exists(one => one.Topic == single || one.Topic == new FeedTopic(single.Channel, "*"));

    private static List<FeedTopic> Topics(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => new FeedTopic(one.Split('.')[0], one.Split('.')[1]))];

    private static void AssertChange(SubscriptionChange change, string subscribe = "", string unsubscribe = "")
    {
        Assert.Equal(Topics(subscribe), change.Subscribe);
        Assert.Equal(Topics(unsubscribe), change.Unsubscribe);
        Assert.Equal(subscribe.Length + unsubscribe.Length == 0, change.IsEmpty);
    }
}
