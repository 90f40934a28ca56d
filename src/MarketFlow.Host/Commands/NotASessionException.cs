namespace MarketFlow.Host;

/// <summary>The input is not a recorded session. Commands end with <see cref="ExitCode"/>.</summary>
internal sealed class NotASessionException(string message) : Exception(message)
{
    /// <summary>The exit code of a command whose input is not a recorded session.</summary>
    public const int ExitCode = 3;
}
