using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class SubscriptionLedgerTests
{
    private static readonly string[] _channels = ["trades", "quotes", "statuses"];

    /// <summary>
    /// Whatever a vendor refuses, however much it holds and whenever it hangs up: in the end it serves exactly what it would grant, asked
    /// topic by topic in the order in which they were wanted, and nothing that it served was taken back meanwhile.
    /// </summary>
    [Fact]
    public void Holds_whatever_the_vendor_would_grant_in_the_order_of_the_requests() => Prop.ForAll(
        Scenarios().ToArbitrary(),
        scenario =>
        {
            var (wanted, refused, limit, countsSymbols, disconnects) = scenario;
            ModelVendor vendor = new(refused, limit, countsSymbols);
            UpstreamDialogue dialogue = new(vendor);
            dialogue.Want(wanted);
            foreach (var answers in disconnects)
            {
                dialogue.Exchange(answers);
                HashSet<string> held = [.. vendor.Held];
                dialogue.Disconnect();
                dialogue.Exchange(1);
                Assert.Superset(held, vendor.Held.ToHashSet()); // granted topics first, and at once
            }

            dialogue.Exchange(1000);

            Assert.Empty(vendor.Breaches);
            Assert.Equal(vendor.Granted(wanted).Order(), vendor.Held.Order());
            Assert.Equal(wanted.Except(vendor.Held).Order(), dialogue.Refused.Order());
        }).QuickCheckThrowOnFailure();

    /// <summary>Whatever is wanted when: what is held and still wanted is never taken back, and in the end nothing that is not held would be granted.</summary>
    [Fact]
    public void Never_takes_back_what_is_wanted_and_leaves_no_place_empty() => Prop.ForAll(
        Scenarios().SelectMany(scenario => Gen.Choose(0, 255).ListOf(), (scenario, masks) => (scenario, masks)).ToArbitrary(),
        input =>
        {
            var (wanted, refused, limit, countsSymbols, _) = input.scenario;
            ModelVendor vendor = new(refused, limit, countsSymbols);
            UpstreamDialogue dialogue = new(vendor);
            List<string> now = wanted;
            dialogue.Want(now);
            foreach (var mask in input.masks)
            {
                List<string> next = [.. now.Where(topic => (mask >> (topic[^1] % 8) & 1) == 0), .. wanted.Except(now)];
                vendor.Kept = [.. next.Intersect(dialogue.Held)];
                dialogue.Want(now = next);
                dialogue.Exchange(mask % 5);
                if (mask % 7 == 0)
                {
                    dialogue.Disconnect();
                }
            }

            dialogue.Exchange(1000);
            dialogue.Sleep(TimeSpan.FromHours(2)); // what was refused for want of a place is due
            dialogue.Exchange(1000);

            Assert.Empty(vendor.Breaches);
            Assert.Subset(now.ToHashSet(), vendor.Held.ToHashSet());
            Assert.DoesNotContain(now.Except(vendor.Held), topic => !vendor.Refuses(topic) && vendor.Fits([.. vendor.Held, topic]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Isolates_two_refused_topics_of_five_hundred_with_few_requests()
    {
        string[] wanted = [.. Enumerable.Range(0, 500).Select(i => $"trades.S{i}")];
        ModelVendor vendor = new(new HashSet<string> { "trades.S17", "trades.S333" }, limit: 1000, countsSymbols: false);
        UpstreamDialogue dialogue = new(vendor);

        dialogue.Want(wanted);
        dialogue.Exchange(1000);

        Assert.Equal(498, vendor.Held.Count);
        Assert.Equal(["trades.S17", "trades.S333"], dialogue.Refused);
        Assert.InRange(vendor.Requests, 3, 40);
        Assert.InRange(dialogue.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)); // 10 requests a second
    }

    [Fact]
    public void Fills_a_limit_with_few_requests_and_refuses_the_rest_without_asking()
    {
        ModelVendor vendor = new(new HashSet<string>(), limit: 30, countsSymbols: false);
        UpstreamDialogue dialogue = new(vendor);

        dialogue.Want([.. Enumerable.Range(0, 400).Select(i => $"trades.S{i}")]);
        dialogue.Exchange(1000);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"trades.S{i}").Order(), vendor.Held.Order());
        Assert.InRange(vendor.Requests, 2, 30);

        var before = vendor.Requests;
        dialogue.Want([.. Enumerable.Range(0, 401).Select(i => $"trades.S{i}")]);
        dialogue.Exchange(1000);
        Assert.Equal((before, 371), (vendor.Requests, dialogue.Refused.Count));
    }

    [Fact]
    public void Gives_a_freed_place_to_whoever_asked_first()
    {
        ModelVendor vendor = new(new HashSet<string>(), limit: 2, countsSymbols: false);
        UpstreamDialogue dialogue = new(vendor);
        dialogue.Want(["trades.A", "trades.B", "trades.C", "trades.D"]);
        dialogue.Exchange(100);
        Assert.Equal(["trades.C", "trades.D"], dialogue.Refused);

        dialogue.Want(["trades.B", "trades.C", "trades.D", "trades.E"]);
        dialogue.Exchange(100);

        Assert.Equal(["trades.B", "trades.C"], vendor.Held.Order());
        Assert.Equal(["trades.D", "trades.E"], dialogue.Refused);
    }

    [Fact]
    public void Leaves_a_refused_topic_out_of_a_reconnect_and_retries_it_after_5_minutes_then_10_up_to_an_hour()
    {
        HashSet<string> refused = ["statuses.*"];
        ModelVendor vendor = new(refused, limit: 100, countsSymbols: false);
        UpstreamDialogue dialogue = new(vendor);
        dialogue.Want(["trades.A", "statuses.*"]);
        dialogue.Exchange(100);
        dialogue.Disconnect();
        var before = vendor.Requests;
        dialogue.Exchange(100);
        Assert.Equal(before + 1, vendor.Requests);

        foreach (var minutes in new[] { 5, 10, 20, 40, 60, 60 })
        {
            before = vendor.Requests;
            dialogue.Sleep(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(30));
            dialogue.Exchange(100);
            Assert.Equal(before, vendor.Requests);
            dialogue.Sleep(TimeSpan.FromSeconds(30));
            dialogue.Exchange(100);
            Assert.Equal(before + 1, vendor.Requests);
        }

        Assert.Equal(["trades.A"], vendor.Held);
        refused.Clear();
        dialogue.Sleep(TimeSpan.FromHours(1));
        dialogue.Exchange(100);
        Assert.Equal(["statuses.*", "trades.A"], vendor.Held.Order());
        Assert.Empty(dialogue.Refused);
    }

    [Fact]
    public void Asks_for_single_symbols_where_their_wildcard_is_refused()
    {
        ModelVendor vendor = new(new HashSet<string> { "trades.*" }, limit: 100, countsSymbols: false);
        UpstreamDialogue dialogue = new(vendor);

        dialogue.Want(["trades.*", "trades.A"]);
        dialogue.Exchange(100);

        Assert.Equal(["trades.A"], vendor.Held);
        Assert.Equal(["trades.*"], dialogue.Refused);
    }

    [Fact]
    public void Isolates_a_channel_that_the_endpoint_does_not_have_without_keeping_the_others_waiting()
    {
        string[] symbols = [.. Enumerable.Range(0, 100).Select(i => $"S{i}")];
        ModelVendor vendor = new(symbols.Select(symbol => $"statuses.{symbol}").ToHashSet(), limit: 1000, countsSymbols: false);
        UpstreamDialogue dialogue = new(vendor);
        dialogue.Want([.. symbols.SelectMany(_ => _channels, (symbol, channel) => $"{channel}.{symbol}")]);

        dialogue.Exchange(40);
        Assert.Equal(200, vendor.Held.Count);

        dialogue.Exchange(1000);
        Assert.InRange(vendor.Requests, 40, 120);
        Assert.Equal(100, dialogue.Refused.Count);
    }

    private static Gen<(List<string> Wanted, HashSet<string> Refused, int Limit, bool CountsSymbols, List<int> Disconnects)> Scenarios() =>
        from topics in Gen.Choose(0, 23).ListOf()
        from refused in Gen.Choose(0, 47).ListOf()
        from limit in Gen.Choose(0, 12)
        from countsSymbols in Gen.Elements(true, false)
        from disconnects in Gen.Choose(0, 6).ListOf()
        let wanted = topics.Select(Topic).Distinct().ToList()
        select (wanted, AtMostTwoInARow(refused.Where(topic => topic < 24).Select(Topic)), limit, countsSymbols, disconnects.Take(4).ToList());

    private static string Topic(int number) => $"{_channels[number % 3]}.S{number / 3}";

    // Three refused topics of a channel and none granted put the others of the channel last; see the test of that.
    private static HashSet<string> AtMostTwoInARow(IEnumerable<string> refused) =>
        [.. refused.Distinct().GroupBy(topic => topic.Split('.')[0]).SelectMany(channel => channel.Take(2))];
}
