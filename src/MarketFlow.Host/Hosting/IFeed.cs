using System.Reactive;
using System.Reactive.Linq;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A feed as the host runs it: its events, how it is, and a way to end it.</summary>
internal interface IFeed
{
    string Name { get; }

    /// <summary>Whether its prices are invented.</summary>
    bool IsSimulated => false;

    /// <summary>In which dialect, and of which market, its events are.</summary>
    FeedOrigin Origin { get; }

    /// <summary>How many past events per symbol the vendor sends again on subscribe.</summary>
    int ReplayDepth { get; }

    /// <summary>Whether copies of an event may come from this feed alone, over several connections or told again.</summary>
    bool HasCopies { get; }

    /// <summary>When its market has which session, for the detectors.</summary>
    MarketCalendar Calendar { get; }

    /// <summary>The stage that emits the events.</summary>
    LedgerStage Stage { get; }

    /// <summary>Decoded events, one at a time; subscribing connects.</summary>
    IObservable<MarketEvent> Events { get; }

    /// <summary>How each of its connections is; none where it has no sockets.</summary>
    IReadOnlyList<ConnectionStatus> Connections => [];

    /// <summary>Why the feed is not ready, in words; null where it is.</summary>
    string? NotReady { get; }

    /// <summary>What could not be read or was skipped, newest last.</summary>
    IEnumerable<JsonObject> Faults { get; }

    /// <summary>How many faults there were in all.</summary>
    long FaultCount { get; }

    /// <summary>The latest messages with an unusual field, which only clients of the feed's own dialect get, newest last.</summary>
    IEnumerable<JsonObject> Unusual => [];

    /// <summary>How many messages with an unusual field there were in all.</summary>
    long UnusualCount => 0;

    /// <summary>Gaps that were told of so far.</summary>
    long GapCount => 0;

    /// <summary>The stages that decode what it brings.</summary>
    LedgerStage Decoding => Stage;

    /// <summary>How long it may bring nothing but unusable messages; zero where that is never wrong.</summary>
    TimeSpan SilenceLimit => TimeSpan.Zero;

    /// <summary>The topics that the vendor has refused or not answered, on any connection.</summary>
    IReadOnlyList<TopicStatus> NotServed => [];

    /// <summary>Whether the vendor has refused a topic on all connections.</summary>
    bool HasRefusals => false;

    /// <summary>Signals, on the feeds' clock, that what the vendor says about topics has changed.</summary>
    IObservable<Unit> TopicsJudged => Observable.Never<Unit>();

    /// <summary>What the vendor says about a client's topic. Any thread.</summary>
    TopicVerdict VerdictOf(TopicFilter topic) => TopicVerdict.Served;

    JsonObject ToJson();

    /// <summary>A topic that no client asked for is asked for now. Any thread; returns at once.</summary>
    void Want(TopicFilter topic)
    {
    }

    /// <summary>No client asks for a topic any more. Any thread; returns at once.</summary>
    void Unwant(TopicFilter topic)
    {
    }

    /// <summary>Ends it: what has arrived is still emitted, then the events complete.</summary>
    void Stop();
}
