namespace MarketFlow.Feeds.Tests;

public sealed class MassiveConversationTests
{
    private readonly IConversation _conversation = new MassiveDialect().CreateConversation(new() { Key = "K", Topics = Talking.Topics("T.*", "Q.BRK.A") });

    [Fact]
    public void Shows_its_key_when_greeted_and_asks_when_let_in()
    {
        Assert.Empty(_conversation.Opened());
        Assert.Equal(ConversationState.Opening, _conversation.State);

        var greeted = _conversation.Hear(MassiveControl.Connected.Text());
        Assert.Equal(["""{"action":"auth","params":"K"}"""], greeted.Send.Texts());
        Assert.Equal((ConversationState.Authenticating, false), (greeted.State, greeted.IsData));

        var letIn = _conversation.Hear(MassiveControl.AuthSuccess.Text());
        Assert.Equal(["""{"action":"subscribe","params":"T.*,Q.BRK.A"}"""], letIn.Send.Texts());
        Assert.Equal((ConversationState.Ready, false, null), (letIn.State, letIn.IsData, letIn.Words));
    }

    [Fact]
    public void Says_only_what_changes_and_asks_before_it_takes_back()
    {
        LetIn();

        Assert.Equal(
            ["""{"action":"subscribe","params":"Q.*,T.AAPL"}""", """{"action":"unsubscribe","params":"T.*"}"""],
            _conversation.Want(Talking.Topics("Q.BRK.A", "Q.*", "T.AAPL")).Texts());
        Assert.Empty(_conversation.Want(Talking.Topics("T.AAPL", "Q.*", "Q.BRK.A")));
    }

    [Fact]
    public void Keeps_what_is_wanted_until_it_is_let_in()
    {
        _conversation.Opened();
        Assert.Empty(_conversation.Want(Talking.Topics("T.MSFT")));
        _conversation.Hear(MassiveControl.Connected.Text());
        Assert.Empty(_conversation.Want(Talking.Topics("T.AMD")));

        Assert.Equal(["""{"action":"subscribe","params":"T.AMD"}"""], _conversation.Hear(MassiveControl.AuthSuccess.Text()).Send.Texts());
    }

    [Fact]
    public void Is_refused_where_its_key_is_or_came_too_late()
    {
        _conversation.Opened();
        _conversation.Hear(MassiveControl.Connected.Text());
        var failed = _conversation.Hear(MassiveControl.AuthFailed.Text());
        Assert.Equal((ConversationState.Refused, "Massive says auth_failed: authentication failed"), (failed.State, failed.Words));

        var late = new MassiveConversation(new() { Key = "K" }).Hear(MassiveControl.AuthTimeout.Text());
        Assert.Equal((ConversationState.Refused, "Massive says auth_timeout: No authentication request received."), (late.State, late.Words));
    }

    [Fact]
    public void Is_over_the_cap_whenever_it_is_told_so()
    {
        Assert.Equal(ConversationState.OverCap, new MassiveConversation(new() { Key = "K" }).Hear(MassiveControl.MaxConnections.Text()).State);

        LetIn();
        _conversation.Hear("""[{"ev":"status","status":"success","message":"subscribed to: T.*"}]""");
        var step = _conversation.Hear(MassiveControl.MaxConnections.Text());
        Assert.Equal(ConversationState.OverCap, step.State);
        Assert.StartsWith("Massive says max_connections: Maximum number", step.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Stays_where_a_topic_is_not_in_the_plan()
    {
        LetIn();
        _conversation.Hear(MassiveControl.Subscribed(new MassiveTopic("Q", "BRK.A")).Text());
        var step = _conversation.Hear(MassiveControl.NotAuthorized.Text());
        Assert.Equal((ConversationState.Ready, "Massive refused T.*: not authorized.", false), (step.State, step.Words, step.IsData));
    }

    [Theory]
    [InlineData("""[{"ev":"T","sym":"MSFT","x":4,"p":114.125,"s":100}]""")]
    [InlineData("""[{"ev":"T","sym":"\"status\"","note":"status"}]""")]
    [InlineData("""[{"ev":"status","status":"auth_succ""")]
    [InlineData("")]
    public void Leaves_what_is_no_status_to_the_decoder(string frame)
    {
        _conversation.Opened();
        var step = _conversation.Hear(frame);
        Assert.Equal((ConversationState.Opening, true, null), (step.State, step.IsData, step.Words));
        Assert.Empty(step.Send);
    }

    [Fact]
    public void Shows_its_key_once_and_asks_once()
    {
        LetIn();
        Assert.Empty(_conversation.Hear(MassiveControl.Connected.Text()).Send);
        Assert.Empty(_conversation.Hear(MassiveControl.AuthSuccess.Text()).Send);
    }

    [Fact]
    public void Reads_several_statuses_in_one_frame() =>
        Assert.Equal(
            ["""{"action":"auth","params":"K"}""", """{"action":"subscribe","params":"T.*,Q.BRK.A"}"""],
            _conversation.Hear("""[{"ev":"status","status":"connected","message":""},{"ev":"status","status":"auth_success","message":""}]""").Send.Texts());

    [Fact]
    public void Asks_for_everything_about_a_symbol() =>
        Assert.Equal(Talking.Topics("T.A", "Q.A", "AM.A", "FMV.A"), ((IDialect)new MassiveDialect()).TopicsOf(["A"]));

    private void LetIn()
    {
        _conversation.Opened();
        _conversation.Hear(MassiveControl.Connected.Text());
        _conversation.Hear(MassiveControl.AuthSuccess.Text());
    }
}
