namespace MarketFlow.Feeds.Tests;

public sealed class AlpacaConversationTests
{
    private const string Connected = """[{"T":"success","msg":"connected"}]""";
    private const string Authenticated = """[{"T":"success","msg":"authenticated"}]""";
    private readonly AlpacaConversation _conversation = new(new() { Key = "K", Secret = "S", Topics = Talking.Topics("trades.AAPL", "bars.*", "trades.BRK.A") });

    [Fact]
    public void Shows_its_key_when_greeted_and_asks_when_let_in()
    {
        Assert.Empty(_conversation.Opened());
        Assert.Equal(ConversationState.Opening, _conversation.State);

        var greeted = _conversation.Hear(Connected);
        Assert.Equal(["""{"action":"auth","key":"K","secret":"S"}"""], greeted.Send.Texts());
        Assert.Equal((ConversationState.Authenticating, false), (greeted.State, greeted.IsData));

        var letIn = _conversation.Hear(Authenticated);
        Assert.Equal(["""{"action":"subscribe","trades":["AAPL","BRK.A"],"bars":["*"]}"""], letIn.Send.Texts());
        Assert.Equal((ConversationState.Ready, null), (letIn.State, letIn.Words));
    }

    [Fact]
    public void Says_only_what_changes_and_asks_before_it_takes_back()
    {
        LetIn();
        Assert.Empty(_conversation.Hear("""[{"T":"subscription","trades":["AAPL","BRK.A"],"bars":["*"]}]""").Send);

        Assert.Equal(["""{"action":"subscribe","quotes":["MSFT"]}"""], _conversation.Want(Talking.Topics("trades.BRK.A", "quotes.MSFT", "bars.*")).Texts());
        Assert.Equal(
            ["""{"action":"unsubscribe","trades":["AAPL"]}"""],
            _conversation.Hear("""[{"T":"subscription","trades":["AAPL","BRK.A"],"quotes":["MSFT"],"bars":["*"]}]""").Send.Texts());
        Assert.Empty(_conversation.Want(Talking.Topics("bars.*", "quotes.MSFT", "trades.BRK.A")));
    }

    [Fact]
    public void Keeps_what_is_wanted_until_it_is_let_in()
    {
        _conversation.Opened();
        Assert.Empty(_conversation.Want(Talking.Topics("quotes.MSFT")));
        Assert.False(_conversation.HasAsked);

        Assert.Single(_conversation.Hear(Connected).Send);
        Assert.Equal(["""{"action":"subscribe","quotes":["MSFT"]}"""], _conversation.Hear(Authenticated).Send.Texts());
        Assert.True(_conversation.HasAsked);
    }

    [Theory]
    [InlineData(401, ConversationState.Refused)]
    [InlineData(402, ConversationState.Refused)]
    [InlineData(404, ConversationState.Refused)]
    [InlineData(406, ConversationState.OverCap)]
    [InlineData(409, ConversationState.Refused)]
    [InlineData(400, ConversationState.Authenticating)]
    [InlineData(500, ConversationState.Authenticating)]
    public void Takes_an_answer_to_its_key_for_what_it_is(int code, ConversationState state)
    {
        _conversation.Opened();
        _conversation.Hear(Connected);

        var step = _conversation.Hear($$"""[{"T":"error","code":{{code}},"msg":"the words"}]""");

        Assert.Equal((state, $"Alpaca says {code}: the words.", false), (step.State, step.Words, step.IsData));
        Assert.Empty(step.Send);
    }

    [Theory]
    [InlineData(405, ConversationState.Ready)]
    [InlineData(407, ConversationState.Ready)]
    [InlineData(409, ConversationState.Ready)]
    [InlineData(410, ConversationState.Ready)]
    [InlineData(406, ConversationState.OverCap)]
    public void Stays_where_a_topic_is_refused(int code, ConversationState state)
    {
        LetIn();
        Assert.Equal(state, _conversation.Hear($$"""[{"T":"error","code":{{code}},"msg":"x"}]""").State);
    }

    [Theory]
    [InlineData("""[{"T":"t","S":"AAPL","p":1}]""")]
    [InlineData("""[{"S":"success","x":{"T":"success"},"T":"q"},{"T":"error"}]""")]
    [InlineData("""[]""")]
    [InlineData("""[{"T":"success","msg":"conn""")]
    [InlineData("""[{"T":"error","msg":"\ud800"}]""")]
    [InlineData("\u0081\u00a1T\u00a1t")]
    public void Leaves_what_is_no_notice_to_the_decoder(string frame)
    {
        _conversation.Opened();
        Assert.Equal(new ConversationStep(ConversationState.Opening, []), _conversation.Hear(frame) with { Send = [] });
    }

    [Fact]
    public void Shows_its_key_once_however_often_it_is_greeted()
    {
        _conversation.Opened();
        Assert.Single(_conversation.Hear(Connected).Send);
        Assert.Empty(_conversation.Hear(Connected).Send);
        Assert.Single(_conversation.Hear(Authenticated).Send);
        Assert.Empty(_conversation.Hear(Authenticated).Send);
    }

    [Fact]
    public void Takes_the_full_state_as_part_of_the_conversation()
    {
        LetIn();
        Assert.False(_conversation.Hear("""[{"T":"subscription","trades":["AAPL"],"bars":["*"]}]""").IsData);
    }

    [Fact]
    public void Asks_at_once_where_it_has_no_key() =>
        Assert.Equal(["""{"action":"subscribe","trades":["A"]}"""], new AlpacaConversation(new() { Topics = Talking.Topics("trades.A") }).Opened().Texts());

    [Fact]
    public void Asks_for_everything_about_a_symbol()
    {
        IDialect dialect = new AlpacaDialect();

        Assert.Equal(
            Talking.Topics("trades.A", "quotes.A", "bars.A", "updatedBars.A", "dailyBars.A", "statuses.A", "lulds.A"), dialect.TopicsOf(["A"]));
        Assert.IsType<AlpacaConversation>(dialect.CreateConversation(new()));
    }

    private void LetIn()
    {
        _conversation.Opened();
        _conversation.Hear(Connected);
        _conversation.Hear(Authenticated);
    }
}
