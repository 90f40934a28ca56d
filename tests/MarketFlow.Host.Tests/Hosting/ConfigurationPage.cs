using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>Writes the reference of all settings from the settings records: their documentation, their defaults, and whether a change needs a restart.</summary>
internal static partial class ConfigurationPage
{
    private static readonly Dictionary<string, XElement> _docs = new[] { typeof(HostSettings), typeof(SimulatedMarketOptions) }
        .SelectMany(type => XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member"))
        .GroupBy(member => member.Attribute("name")!.Value)
        .ToDictionary(members => members.Key, members => members.First());

    public static string Write()
    {
        StringBuilder page = new();
        WriteTable(page, typeof(HostSettings), path: string.Empty, isReloaded: false);
        return page.ToString();
    }

    /// <summary>The names of all settings, as the page writes them.</summary>
    public static IEnumerable<string> Names() => Row().Matches(Write()).Select(row => row.Groups["name"].Value);

    private static void WriteTable(StringBuilder page, Type settings, string path, bool isReloaded)
    {
        var defaults = settings.GetConstructor(Type.EmptyTypes)!.Invoke(null);
        var properties = SettingsTree.PropertiesOf(settings).ToList();
        page.Append("\n| setting | default | allowed | change | is |\n|---|---|---|---|---|\n");
        foreach (var property in properties.Where(property => Inner(property.PropertyType) is null))
        {
            var list = property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)) ? ":N" : string.Empty;
            page.Append(CultureInfo.InvariantCulture, $"| `{path}{property.Name}{list}` | {Default(property.GetValue(defaults))} | {Words(property, "value")} | {Change(property, isReloaded)} | {Words(property, "summary")} |\n");
        }

        foreach (var property in properties)
        {
            if (Inner(property.PropertyType) is { } inner)
            {
                var list = property.PropertyType == inner ? string.Empty : ":N";
                page.Append('\n').Append(path.Length == 0 ? "##" : "###").Append(" `").Append(path).Append(property.Name).Append(list).Append("`\n\n");
                page.Append($"{Words(property, "summary")} {Words(property, "value")}".TrimEnd()).Append('\n');
                WriteTable(page, inner, $"{path}{property.Name}{list}:", isReloaded || property.IsDefined(typeof(ReloadedAttribute)));
            }
        }
    }

    /// <summary>The settings record that a property holds, one or several; null where it holds a plain value.</summary>
    private static Type? Inner(Type type)
    {
        var item = type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[0] : type;
        return SettingsTree.HoldsSettings(item) ? item : null;
    }

    private static string Change(PropertyInfo property, bool isReloaded) => isReloaded || property.IsDefined(typeof(ReloadedAttribute)) ? "running" : "restart";

    private static string Default(object? value) => value switch
    {
        null => "none",
        string { Length: 0 } => string.Empty,
        string text => $"`{text}`",
        bool flag => flag ? "`true`" : "`false`",
        IEnumerable => "none",
        TimeSpan time when time == TimeSpan.MaxValue => "for ever",
        int or long => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    private static string Words(PropertyInfo property, string part)
    {
        var name = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        Assert.True(_docs.TryGetValue(name, out var member), $"{name} has no documentation.");
        return member.Element(part) is { } words ? Spaces().Replace(string.Concat(words.Nodes().Select(Markdown)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal) : string.Empty;
    }

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('(')[0].Split(':', '.')[^1]}`",
        XElement element => string.Concat(element.Nodes().Select(Markdown)),
        _ => string.Empty,
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^\| `(?<name>[^`]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();
}
