namespace MarketFlow.Host;

/// <summary>The configuration cannot be used.</summary>
/// <param name="problems">One sentence per setting that names it, its value and what is allowed.</param>
internal sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception($"The configuration cannot be used:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  {HostSettings.Section}:{problem}"))}")
{
    /// <summary>One sentence per setting.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
