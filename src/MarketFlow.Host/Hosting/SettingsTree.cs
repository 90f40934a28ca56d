using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace MarketFlow.Host;

/// <summary>One setting of a configuration.</summary>
/// <param name="Path">Its name, e.g. <c>Feeds:0:Dialect</c>.</param>
/// <param name="Text">Its value.</param>
/// <param name="IsReloaded">Whether its change counts without a restart.</param>
internal sealed record SettingLeaf(string Path, string Text, bool IsReloaded);

/// <summary>The settings of a configuration one by one, so that two can be compared.</summary>
internal static class SettingsTree
{
    /// <summary>Every setting that has a value.</summary>
    public static IEnumerable<SettingLeaf> Of(HostSettings settings) => Of(settings, path: string.Empty, isReloaded: false);

    /// <summary>What differs between two configurations.</summary>
    public static IReadOnlyList<(string Path, bool IsReloaded)> Changes(HostSettings before, HostSettings after)
    {
        var old = Of(before).ToDictionary(leaf => leaf.Path);
        var now = Of(after).ToDictionary(leaf => leaf.Path);
        return [.. old.Keys.Union(now.Keys)
            .Where(path => old.GetValueOrDefault(path)?.Text != now.GetValueOrDefault(path)?.Text)
            .Select(path => (path, (old.GetValueOrDefault(path) ?? now[path]).IsReloaded))];
    }

    /// <summary>The properties of a settings record that can be configured.</summary>
    [SuppressMessage("Trimming", "IL2070", Justification = "The host is not trimmed.")]
    public static IEnumerable<PropertyInfo> PropertiesOf(Type settings) =>
        settings.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);

    /// <summary>The names of all settings of a record, with <c>N</c> for the places of a list: <c>Feeds:N:Key</c>.</summary>
    public static IEnumerable<string> PathsOf(Type settings) => PropertiesOf(settings).SelectMany(property =>
    {
        var isList = IsList(property.PropertyType);
        var inner = isList ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        var place = isList ? $"{property.Name}:N" : property.Name;
        return HoldsSettings(inner) ? PathsOf(inner).Select(path => $"{place}:{path}") : [place];
    });

    /// <summary>Whether values of a type are settings records, which hold settings of their own.</summary>
    public static bool HoldsSettings(Type type) => type.IsClass && type != typeof(string) && type.Namespace?.StartsWith(nameof(MarketFlow), StringComparison.Ordinal) == true;

    /// <summary>What is configured and is no setting, or cannot be read as one: one sentence each that names it and what is allowed.</summary>
    /// <returns>The sentences; each with whether the rest can be read all the same.</returns>
    public static IEnumerable<(string Problem, bool IsReadable)> Problems(IConfiguration configured, Type settings, string path = "")
    {
        foreach (var part in configured.GetChildren())
        {
            if (PropertiesOf(settings).FirstOrDefault(property => property.Name.Equals(part.Key, StringComparison.OrdinalIgnoreCase)) is not { } known)
            {
                var names = PropertiesOf(settings).Select(property => property.Name).ToList();
                yield return ($"{path}{part.Key} is an unknown setting; must be one of {string.Join(", ", names)}. The nearest known name is {path}{NearestName.Of(part.Key, names)}.", true);
                continue;
            }

            var name = path + known.Name;
            var isList = IsList(known.PropertyType);
            var inner = isList ? known.PropertyType.GetGenericArguments()[0] : known.PropertyType;
            foreach (var (place, held) in isList ? part.GetChildren().Select(item => ($"{name}:{item.Key}", item)) : [(name, part)])
            {
                foreach (var problem in HoldsSettings(inner) ? Problems(held, inner, $"{place}:") : [])
                {
                    yield return problem;
                }

                if (!HoldsSettings(inner) && held.GetChildren().FirstOrDefault() is { } child)
                {
                    yield return (SettingText.ProblemOfChild(place, child.Key), true);
                }

                if (SettingText.ProblemOf(place, inner, held.Value) is { } unreadable)
                {
                    yield return (unreadable, false);
                }
            }

            if (isList && !string.IsNullOrEmpty(part.Value))
            {
                yield return ($"{name} has a value; must be a list: {name}:0, {name}:1 and so on.", false);
            }
        }
    }

    private static bool IsList(Type type) => type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable));

    private static IEnumerable<SettingLeaf> Of(object settings, string path, bool isReloaded) =>
        PropertiesOf(settings.GetType()).SelectMany(property =>
            Values(property.GetValue(settings), path + property.Name, isReloaded || property.IsDefined(typeof(ReloadedAttribute))));

    private static IEnumerable<SettingLeaf> Values(object? value, string path, bool isReloaded) => value switch
    {
        null => [],
        string text => [new(path, text, isReloaded)],
        IEnumerable list => list.Cast<object>().SelectMany((item, index) => Values(item, string.Create(CultureInfo.InvariantCulture, $"{path}:{index}"), isReloaded)),
        _ when HoldsSettings(value.GetType()) => Of(value, path + ":", isReloaded),
        _ => [new(path, Convert.ToString(value, CultureInfo.InvariantCulture)!, isReloaded)],
    };
}
