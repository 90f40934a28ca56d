using System.ComponentModel;

namespace MarketFlow.Host;

/// <summary>The text of one setting, as files and the environment give it.</summary>
internal static class SettingText
{
    private const string FileSuffix = "FILE";

    /// <summary>Says what is wrong with a text that is to be a value of a type; null where nothing is.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="type">What it is to be.</param>
    /// <param name="text">What is configured; null or empty for nothing.</param>
    public static string? ProblemOf(string name, Type type, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (SettingsTree.HoldsSettings(type))
        {
            // The text is not told: of keys it is likely to be one.
            return $"{name} has a value; must have settings of its own: {string.Join(", ", SettingsTree.PropertiesOf(type).Select(property => $"{name}:{property.Name}"))}.";
        }

        var value = Nullable.GetUnderlyingType(type) ?? type;
        return TypeDescriptor.GetConverter(value).IsValid(text) ? null : $"{name} is \"{text}\"; must be {WordsOf(value)}.";
    }

    /// <summary>Says what is wrong with a value that has a setting of its own, as <c>Feeds:0:Key:FILE</c>.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="child">The name below it.</param>
    public static string ProblemOfChild(string name, string child) => child.Equals(FileSuffix, StringComparison.OrdinalIgnoreCase)
        ? $"{name}:{child} is not supported: the suffix __{FileSuffix} of environment variables is reserved for files that hold a value. Set {name} itself."
        : $"{name}:{child} is an unknown setting; {name} must be a value without settings of its own.";

    private static string WordsOf(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 00:00:05, or 1.00:00:00 for a day"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(double) || type == typeof(decimal) ? "a number such as 0.5"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(DateOnly) ? "a date such as 2026-03-09"
        : type == typeof(DateTimeOffset) || type == typeof(DateTime) ? "a date and time such as 2026-03-09T09:30:00Z"
        : $"a {type.Name}";
}
