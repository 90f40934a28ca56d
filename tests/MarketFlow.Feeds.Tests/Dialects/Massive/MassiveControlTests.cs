using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class MassiveControlTests
{
    private static readonly MassiveTopic _all = new("T", "*");
    private static readonly MassiveTopic _dotted = new("AM", "BRK.A");

    [Fact]
    public void Says_what_the_vendor_says()
    {
        Assert.Equal("""[{"ev":"status","status":"connected","message":"Connected Successfully"}]""", MassiveControl.Connected.Text());
        Assert.Equal("""[{"ev":"status","status":"auth_success","message":"authenticated"}]""", MassiveControl.AuthSuccess.Text());
        Assert.Equal("""[{"ev":"status","status":"auth_failed","message":"authentication failed"}]""", MassiveControl.AuthFailed.Text());
        Assert.Equal("""[{"ev":"status","status":"auth_timeout","message":"No authentication request received."}]""", MassiveControl.AuthTimeout.Text());
        Assert.Equal("""[{"ev":"status","status":"error","message":"not authorized"}]""", MassiveControl.NotAuthorized.Text());
        Assert.StartsWith("""[{"ev":"status","status":"max_connections","message":"Maximum number of websocket connections exceeded. """, MassiveControl.MaxConnections.Text());
        Assert.Equal("""[{"ev":"status","status":"error","message":"say \"T.*\""}]""", MassiveControl.Error("say \"T.*\"").Text());
    }

    [Fact]
    public void Acknowledges_each_topic_in_an_element_of_its_own()
    {
        Assert.Equal(
            """[{"ev":"status","status":"success","message":"subscribed to: T.*"},{"ev":"status","status":"success","message":"subscribed to: AM.BRK.A"}]""",
            MassiveControl.Subscribed(_all, _dotted).Text());
        Assert.Equal("""[{"ev":"status","status":"success","message":"unsubscribed to: T.*"}]""", MassiveControl.Unsubscribed(_all).Text());
        Assert.Equal("[]", MassiveControl.Subscribed().Text());
    }

    [Fact]
    public void Asks_as_a_client_asks()
    {
        Assert.Equal("""{"action":"auth","params":"KEY"}""", MassiveControl.AuthMessage("KEY").Text());
        Assert.Equal("""{"action":"subscribe","params":"T.*,AM.BRK.A"}""", MassiveControl.SubscribeMessage(_all, _dotted).Text());
        Assert.Equal("""{"action":"unsubscribe","params":"T.*"}""", MassiveControl.UnsubscribeMessage(_all).Text());
    }

    [Fact]
    public void Refuses_null()
    {
        Assert.Throws<ArgumentNullException>(() => MassiveControl.Error(null!));
        Assert.Throws<ArgumentNullException>(() => MassiveControl.AuthMessage(null!));
        Assert.Throws<ArgumentNullException>(() => MassiveControl.Subscribed(null!));
        Assert.Throws<ArgumentNullException>(() => MassiveControl.SubscribeMessage(null!));
    }

    [Fact]
    public void Reads_every_status_that_it_writes()
    {
        AssertOnly(MassiveControl.Connected, MassiveStatusKind.Connected);
        AssertOnly(MassiveControl.ConnectedSimulated, MassiveStatusKind.Connected);
        AssertOnly(MassiveControl.AuthSuccess, MassiveStatusKind.AuthSuccess);
        AssertOnly(MassiveControl.AuthFailed, MassiveStatusKind.AuthFailed);
        AssertOnly(MassiveControl.AuthTimeout, MassiveStatusKind.AuthTimeout);
        AssertOnly(MassiveControl.NotAuthorized, MassiveStatusKind.NotAuthorized);
        AssertOnly(MassiveControl.MaxConnections, MassiveStatusKind.MaxConnections);
        AssertOnly(MassiveControl.Error("no"), MassiveStatusKind.Other);
        AssertOnly(MassiveControl.Subscribed(_dotted), MassiveStatusKind.Subscribed, _dotted);
        AssertOnly(MassiveControl.Unsubscribed(_all), MassiveStatusKind.Unsubscribed, _all);
        Assert.Equal([_all, _dotted], MassiveStatus.ReadAll(MassiveControl.Subscribed(_all, _dotted).Span).Select(status => status.Topic));
    }

    [Theory]
    [InlineData("""[{"ev":"T","sym":"status"}]""")]
    [InlineData("""[{"ev":"status","status":"connected"}""")]
    [InlineData("""[{"ev":"status","status":"connected"}]]""")]
    [InlineData("""[{"ev":1,"status":"connected"},7,[{"ev":"status","status":"connected"}]]""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Finds_no_status_where_there_is_none(string frame) => Assert.Empty(MassiveStatus.ReadAll(Encoding.UTF8.GetBytes(frame)));

    [Theory]
    [InlineData("""[{"ev":"T","sym":"A"},{"message":7,"status":"auth_success","ev":"status","new":[1]}]""", MassiveStatusKind.AuthSuccess)]
    [InlineData("""{"ev":"status","status":"auth_failed"}""", MassiveStatusKind.AuthFailed)]
    [InlineData("""[{"\u0065v":"status","status":"success","message":"subscribed to: nothing"}]""", MassiveStatusKind.Subscribed)]
    [InlineData("""[{"ev":"status"}]""", MassiveStatusKind.Other)]
    [InlineData("\ufeff[{\"ev\":\"status\",\"status\":\"connected\",\"message\":\"Connected Successfully\"}]\0", MassiveStatusKind.Connected)]
    [InlineData("[]\n[{\"ev\":\"T\",\"sym\":\"A\"}][{\"ev\":\"status\",\"status\":\"auth_success\",\"message\":\"authenticated\"}]", MassiveStatusKind.AuthSuccess)]
    public void Reads_a_status_among_data_alone_and_odd(string frame, MassiveStatusKind kind)
    {
        var status = Assert.Single(MassiveStatus.ReadAll(Encoding.UTF8.GetBytes(frame)));

        Assert.Equal((kind, null), (status.Kind, status.Topic));
    }

    [Fact]
    public void Reads_topics_at_commas_and_at_the_first_dot_alone()
    {
        var request = Assert.IsType<MassiveRequest.Subscribe>(Parse("""{"action":"subscribe","params":"T.*,Q.AAPL, AM.BRK.A ,,T.*,ZZ.A-B+C=D#E^F,T,.A,T.,T.A B"}"""));

        Assert.Equal([_all, new("Q", "AAPL"), _dotted, new("ZZ", "A-B+C=D#E^F")], request.Topics);
        Assert.Equal(5, request.Unread);
        Assert.Equal("BRK.A", request.Topics[2].Symbol);
        Assert.True(request.Topics[0].IsWildcard);
    }

    [Fact]
    public void Reads_what_a_client_writes()
    {
        Assert.Equal("K\"é", Assert.IsType<MassiveRequest.Auth>(MassiveRequest.Parse(MassiveControl.AuthMessage("K\"é").Span)).Key);
        Assert.Equal([_all, _dotted], Assert.IsType<MassiveRequest.Unsubscribe>(MassiveRequest.Parse(MassiveControl.UnsubscribeMessage(_all, _dotted).Span)).Topics);
    }

    [Fact]
    public void Tells_no_key_when_printed() => Assert.DoesNotContain("SECRET", new MassiveRequest.Auth("SECRET").ToString());

    [Theory]
    [InlineData("", "The message is not one JSON object in UTF-8")]
    [InlineData("[]", "The message is not one JSON object in UTF-8")]
    [InlineData("{} {}", "The message is not one JSON object in UTF-8")]
    [InlineData("{}", "params is missing or no text")]
    [InlineData("""{"action":"subscribe","params":["T.*"]}""", "params is missing or no text")]
    [InlineData("""{"action":"auth","params":"\ud800"}""", "params is missing or no text")]
    [InlineData("""{"params":"T.*"}""", "action is missing or no text; must be auth, subscribe or unsubscribe.")]
    [InlineData("""{"action":"dance","params":"T.*"}""", "action is \"dance\"; must be auth, subscribe or unsubscribe.")]
    public void Refuses_what_is_no_request(string text, string reason) =>
        Assert.StartsWith(reason, Assert.IsType<MassiveRequest.Refused>(Parse(text)).Reason);

    [Theory]
    [InlineData(0, typeof(MassiveRequest.Subscribe))]
    [InlineData(1, typeof(MassiveRequest.Refused))]
    public void Looks_into_messages_up_to_a_bound(int more, Type expected)
    {
        const string Head = """{"action":"subscribe","params":"T.A""";
        var text = Head + new string(',', MassiveRequest.MaxLength - Head.Length - 2 + more) + "\"}";

        Assert.IsType(expected, Parse(text));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Takes_names_of_up_to_64_characters(int length, bool isTaken)
    {
        Assert.Equal(isTaken, MassiveTopic.TryParse($"T.{new string('A', length)}", out _));
        Assert.Equal(isTaken, MassiveTopic.TryParse($"{new string('A', length)}.*", out _));
    }

    [Theory]
    [InlineData("", "A")]
    [InlineData("T.", "A")]
    [InlineData("T", "")]
    [InlineData("T", "A,B")]
    [InlineData("T", "A B")]
    public void Makes_no_topic_that_could_not_be_read(string channel, string symbol) =>
        Assert.Throws<ArgumentException>(() => new MassiveTopic(channel, symbol));

    [Fact]
    public void Reads_any_key_as_it_was_offered() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), key =>
            MassiveRequest.Parse(MassiveControl.AuthMessage(key.Get).Span) is MassiveRequest.Auth auth
            && auth.Key == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key.Get)))
        .QuickCheckThrowOnFailure();

    private static MassiveRequest Parse(string text) => MassiveRequest.Parse(Encoding.UTF8.GetBytes(text));

    private static void AssertOnly(ReadOnlyMemory<byte> frame, MassiveStatusKind kind, MassiveTopic? topic = null)
    {
        var status = Assert.Single(MassiveStatus.ReadAll(frame.Span));
        Assert.Equal((kind, topic), (status.Kind, status.Topic));
    }
}
