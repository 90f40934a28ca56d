using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

/// <summary>An event that breaks exactly one rule of its kind, so that <see cref="MarketEvent.Validate"/> refuses it.</summary>
public sealed class InvalidEvent
{
    internal InvalidEvent(MarketEvent valid, string field, Func<MarketEvent, MarketEvent> breakRule)
    {
        Valid = valid;
        Field = field;
        BreakRule = breakRule;
        Event = breakRule(valid);
    }

    /// <summary>The broken event.</summary>
    public MarketEvent Event { get; }

    /// <summary>The field that breaks the rule, as the refusal names it.</summary>
    public string Field { get; }

    /// <summary>The same event before it was broken.</summary>
    public MarketEvent Valid { get; }

    internal Func<MarketEvent, MarketEvent> BreakRule { get; }

    /// <summary>The refusal and the event.</summary>
    public override string ToString() => $"{Event.Validate()} {Event}";
}

public static partial class MarketArbitraries
{
    private static readonly Breakage[] _breakages =
    [
        Break<MarketEvent>("Symbol", value => value with { Symbol = string.Empty }),
        Break<Trade>("Size", value => value with { Size = -1 - value.Size }),
        Break<Quote>("BidSize", value => value with { BidSize = -0.5m }),
        Break<Quote>("AskSize", value => value with { AskSize = -100 }),
        Break<Bar>("Interval", value => value with { Interval = TimeSpan.Zero }),
        Break<Bar>("Interval", value => value with { Interval = -value.Interval }),
        Break<Bar>("Open", value => value with { Open = value.High + UnitOf(value.High) }),
        Break<Bar>("Open", value => value with { Open = value.Low - UnitOf(value.Low) }),
        Break<Bar>("Close", value => value with { Close = value.High + UnitOf(value.High) }),
        Break<Bar>("Close", value => value with { Close = value.Low - UnitOf(value.Low) }),
        Break<Bar>("Volume", value => value with { Volume = -1 - value.Volume }),
    ];

    /// <summary>Events of any kind that break one rule, every rule of every kind being broken now and then; shrunk, they break the same one.</summary>
    public static Arbitrary<InvalidEvent> InvalidEvents => Arb.From(
        from breakage in Gen.Elements(_breakages)
        from valid in EventsFor(breakage)
        select new InvalidEvent(valid, breakage.Field, breakage.Apply),
        value => SimplerEvents(value.Valid).Select(simpler => new InvalidEvent(simpler, value.Field, value.BreakRule)));

    private static Gen<MarketEvent> EventsFor(Breakage breakage) =>
        breakage.Kind == typeof(Trade) ? Trades.Generator.Select(MarketEvent (value) => value)
        : breakage.Kind == typeof(Quote) ? Quotes.Generator.Select(MarketEvent (value) => value)
        : breakage.Kind == typeof(Bar) ? Bars.Generator.Select(MarketEvent (value) => value)
        : Events.Generator.Where(value => value is not Status); // a status may do without a symbol, the one rule left to break

    private static Breakage Break<T>(string field, Func<T, T> apply)
        where T : MarketEvent => new(typeof(T), field, value => apply((T)value));

    private sealed record Breakage(Type Kind, string Field, Func<MarketEvent, MarketEvent> Apply);
}
