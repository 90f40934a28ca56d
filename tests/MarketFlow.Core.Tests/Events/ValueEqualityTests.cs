using System.Collections;
using System.Reflection;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Records are equal where all they tell is equal, lists included.</summary>
public sealed class ValueEqualityTests
{
    private static readonly Trade[] _trades = [.. MarketArbitraries.Trades.Generator.Sample(200)];
    private static readonly Quote[] _quotes = [.. MarketArbitraries.Quotes.Generator.Sample(200)];
    private static readonly Bar[] _bars = [.. MarketArbitraries.Bars.Generator.Sample(200)];
    private static readonly FairMarketValue[] _values = [.. MarketArbitraries.FairMarketValues.Generator.Sample(200)];
    private static readonly Detection[] _detections = [.. MarketArbitraries.Detections.Generator.Sample(2_000)];
    private static readonly Status[] _statuses = [.. MarketArbitraries.Statuses.Generator.Sample(200)];

    private static readonly Dictionary<Type, Func<int, object>> _samples = new()
    {
        [typeof(Trade)] = seed => At(_trades, seed),
        [typeof(Quote)] = seed => At(_quotes, seed),
        [typeof(Bar)] = seed => At(_bars, seed),
        [typeof(FairMarketValue)] = seed => At(_values, seed),
        [typeof(Detection)] = seed => At(_detections, seed),
        [typeof(Status)] = seed => At(_statuses, seed) with { Change = ChangeOf(seed) },
        [typeof(VendorMessage)] = seed => new VendorMessage { Symbol = "A", Time = default, Channel = "news", Source = At(_trades, seed).Source },
        [typeof(TradeChange)] = ChangeOf,
        [typeof(ChannelFault<>)] = seed => new ChannelFault<MarketEvent>("tick", [At(_trades, seed), At(_quotes, seed)], "broken", Error: null, default),
    };

    public static TheoryData<Type> Events => [.. Records().Where(type => type.IsAssignableTo(typeof(MarketEvent)))];

    public static TheoryData<Type> WithLists => [.. Records().Where(type => ListsOf(type).Any())];

    public static TheoryData<Type> Details => [.. Records().Where(type => type.IsAssignableTo(typeof(DetectionDetail)))];

    public static TheoryData<Type> Options => [.. Records().Where(type => type.GetConstructor(Type.EmptyTypes) is not null && !type.IsAssignableTo(typeof(MarketEvent)) && type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.GetProperties().Any(IsRequired))];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_equal_to_one_made_anew_of_equal_parts(Type type)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var value = WithTwoElements(_samples[type](seed));
            var again = MadeAnew(value);

            Assert.NotSame(value, again);
            AssertEqual(value, again);
        }
    }

    [Theory]
    [MemberData(nameof(Details))]
    public void The_figures_of_a_detection_are_equal_to_those_made_anew(Type type)
    {
        var figures = _detections.Where(each => each.Detail?.GetType() == type).ToList();

        Assert.NotEmpty(figures);
        Assert.All(figures, each =>
        {
            AssertEqual(each.Detail!, MadeAnew(each.Detail!));
            AssertEqual(each, each with { Detail = (DetectionDetail)MadeAnew(each.Detail!) });
        });
    }

    [Theory]
    [MemberData(nameof(WithLists))]
    public void A_record_differs_from_one_with_another_element_order_or_length(Type type)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var value = WithTwoElements(SampleOf(type, seed));
            AssertEqual(value, MadeAnew(value));
            foreach (var property in ListsOf(value.GetType()))
            {
                var items = ((IEnumerable)property.GetValue(value)!).Cast<object>().ToArray();
                Assert.NotEqual(value, With(value, property, [.. items.Reverse()]));
                Assert.NotEqual(value, With(value, property, items[..1]));
                Assert.NotEqual(value, With(value, property, []));
                Assert.NotEqual(value, With(value, property, [items[0], items[0]]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_are_equal_where_all_values_are(Type type) => AssertEqual(Activator.CreateInstance(type)!, Activator.CreateInstance(type)!);

    [Theory]
    [MemberData(nameof(WithLists))]
    public void A_list_is_never_null(Type type)
    {
        var value = SampleOf(type, seed: 1);
        Assert.All(ListsOf(value.GetType()), property =>
            Assert.Equal(property.Name, Assert.IsType<ArgumentNullException>(Assert.Throws<TargetInvocationException>(() => property.SetValue(Clone(value), value: null)).InnerException).ParamName));
    }

    [Fact]
    public void Every_event_and_record_with_a_list_has_a_sample() =>
        Assert.All(Records().Where(type => type.IsAssignableTo(typeof(MarketEvent)) || ListsOf(type).Any()), type => Assert.NotNull(SampleOf(type, seed: 0)));

    private static object SampleOf(Type type, int seed) => _samples.TryGetValue(type, out var sample) ? sample(seed) : Activator.CreateInstance(type)!;

    private static T At<T>(T[] values, int seed) => values[seed % values.Length];

    private static TradeChange ChangeOf(int seed) => new() { Trade = EventKey.OfTrade("A", "Q", seed + 1), Id = seed + 1, Corrected = (Trade)WithTwoElements(At(_trades, seed)) };

    private static IEnumerable<Type> Records() =>
        typeof(MarketEvent).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.GetMethod("<Clone>$") is not null);

    private static IEnumerable<PropertyInfo> ListsOf(Type type) =>
        type.GetProperties().Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>));

    private static bool IsRequired(PropertyInfo property) => property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null;

    // Two different elements at least, whatever the generator gave.
    private static object WithTwoElements(object value)
    {
        foreach (var property in ListsOf(value.GetType()))
        {
            object[] items = property.PropertyType.GetGenericArguments()[0] switch
            {
                var type when type == typeof(string) => ["a", "b"],
                var type when type == typeof(MarketDetectors) => [new MarketDetectors(), new MarketDetectors { Surge = null }],
                _ => [.. ((IEnumerable)property.GetValue(value)!).Cast<object>().Take(2)],
            };
            value = With(value, property, items);
        }

        return value;
    }

    private static object With(object value, PropertyInfo property, object[] items)
    {
        var list = Array.CreateInstance(property.PropertyType.GetGenericArguments()[0], items.Length);
        items.CopyTo(list, 0);
        var copy = Clone(value);
        property.SetValue(copy, list);
        return copy;
    }

    /// <summary>An instance whose lists, texts and records are all instances of their own.</summary>
    private static object MadeAnew(object value)
    {
        var copy = Clone(value);
        foreach (var property in value.GetType().GetProperties().Where(property => property.SetMethod is not null))
        {
            property.SetValue(copy, property.GetValue(value) switch
            {
                string text => new string(text.AsSpan()),
                DetectionDetail or TradeChange or Trade => MadeAnew(property.GetValue(value)!),
                var other => other,
            });
        }

        return ListsOf(value.GetType()).Aggregate(copy, (made, property) => With(made, property, [.. ((IEnumerable)property.GetValue(value)!).Cast<object>().Select(item => item is MarketEvent or MarketDetectors ? MadeAnew(item) : item)]));
    }

    private static object Clone(object value) => value.GetType().GetMethod("<Clone>$")!.Invoke(value, null)!;

    private static void AssertEqual(object one, object other)
    {
        Assert.True(one.Equals(other), $"{one}\nis not equal to\n{other}");
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}
