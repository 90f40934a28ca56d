using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

public sealed class FaultScriptTests
{
    [Fact]
    public void Reads_every_field()
    {
        var fault = Assert.Single(Parse("""{"faults":[{"do":"delay","connection":2,"at":5,"for":2.5,"share":0.25,"delay":0.5}]}""").Faults);

        Assert.Equal(
            new()
            {
                Kind = FaultKind.Delay,
                Connection = 2,
                At = TimeSpan.FromSeconds(5),
                For = TimeSpan.FromSeconds(2.5),
                Share = 0.25,
                Delay = TimeSpan.FromSeconds(0.5),
            },
            fault);
    }

    [Theory]
    [InlineData("drop", FaultKind.Drop)]
    [InlineData("close", FaultKind.Close)]
    [InlineData("refuse", FaultKind.Refuse)]
    [InlineData("cap-older", FaultKind.CapOlder)]
    [InlineData("cap-newcomer", FaultKind.CapNewcomer)]
    [InlineData("cap-random", FaultKind.CapRandom)]
    [InlineData("silent", FaultKind.Silent)]
    [InlineData("repeat-sequence", FaultKind.RepeatSequence)]
    [InlineData("reverse-sequence", FaultKind.ReverseSequence)]
    [InlineData("surge", FaultKind.Surge)]
    public void Knows_every_fault_by_name(string name, FaultKind kind) =>
        Assert.Equal(kind, Assert.Single(Parse($$"""{"faults":[{"do":"{{name}}"}]}""").Faults).Kind);

    [Fact]
    public void Gives_each_connection_its_own_faults_and_those_of_all()
    {
        var script = Parse("""{"faults":[{"do":"drop","connection":1},{"do":"silent"},{"do":"close","connection":2}]}""");

        Assert.Equal([FaultKind.Drop, FaultKind.Silent], script.Of(1).Select(fault => fault.Kind));
        Assert.Equal([FaultKind.Silent, FaultKind.Close], script.Of(2).Select(fault => fault.Kind));
    }

    [Fact]
    public void Gives_surges_to_the_market_and_to_no_connection()
    {
        var script = Parse("""{"faults":[{"do":"surge","at":10,"for":60,"times":5},{"do":"drop"},{"do":"surge"}]}""");

        Assert.Equal([new() { At = TimeSpan.FromSeconds(10), For = TimeSpan.FromSeconds(60), Times = 5 }, new()], script.Surges);
        Assert.Equal(FaultKind.Drop, Assert.Single(script.Of(1)).Kind);
    }

    [Theory]
    [InlineData("nonsense", "The fault script is no JSON")]
    [InlineData("[]", "has no list \"faults\"")]
    [InlineData("""{"faults":[7]}""", "Fault 1 is 7; must be an object.")]
    [InlineData("""{"faults":[{"do":"drop"},{}]}""", "Fault 2 has no \"do\"; must be one of drop, close,")]
    [InlineData("""{"faults":[{"do":"explode"}]}""", "Fault 1: do is \"explode\"; must be one of drop, close,")]
    [InlineData("""{"faults":[{"do":"drop","at":-1}]}""", "Fault 1: at is -1; must be seconds, 0 or more.")]
    [InlineData("""{"faults":[{"do":"drop","connection":0}]}""", "Fault 1: connection is 0; must be a whole number, 1 or more.")]
    [InlineData("""{"faults":[{"do":"drop","connection":1.5}]}""", "Fault 1: connection is 1.5; must be a whole number, 1 or more.")]
    [InlineData("""{"faults":[{"do":"silent","for":0}]}""", "Fault 1: for is 0; must be seconds, above 0.")]
    [InlineData("""{"faults":[{"do":"delay","delay":"long"}]}""", "Fault 1: delay is \"long\"; must be seconds, above 0.")]
    [InlineData("""{"faults":[{"do":"duplicate","share":1.1}]}""", "Fault 1: share is 1.1; must be above 0, at most 1.")]
    [InlineData("""{"faults":[{"do":"drop","when":3}]}""", "Fault 1 has a field \"when\"; allowed are do, connection, at, for, share, delay, and of a surge do, at, for, times.")]
    [InlineData("""{"faults":[{"do":"surge","times":0}]}""", "Fault 1: times is 0; must be above 0, at most 1,000.")]
    [InlineData("""{"faults":[{"do":"surge","times":1001}]}""", "Fault 1: times is 1001; must be above 0, at most 1,000.")]
    [InlineData("""{"faults":[{"connection":1,"do":"surge"}]}""", "Fault 1 is a surge and has a field \"connection\"; allowed are do, at, for, times.")]
    [InlineData("""{"faults":[{"do":"drop"},{"do":"silent","times":3}]}""", "Fault 2 is a silent and has a field \"times\"; allowed are do, connection, at, for, share, delay.")]
    public void Says_what_is_wrong_with_a_script(string script, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Parse(script)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fault_is_on_from_its_time_until_it_is_over() =>
        Prop.ForAll<ushort, ushort, ushort>((at, length, age) =>
            new Fault { Kind = FaultKind.Silent, At = TimeSpan.FromTicks(at), For = TimeSpan.FromTicks(length + 1) }.IsOn(TimeSpan.FromTicks(age))
                == (age >= at && age < at + length + 1))
        .QuickCheckThrowOnFailure();

    private static FaultScript Parse(string script) => FaultScript.Parse(Encoding.UTF8.GetBytes(script));
}
