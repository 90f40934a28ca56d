using System.Net.Sockets;

namespace MarketFlow.Host;

/// <summary>Errors that the user can correct: a wrong argument, file or setting. The message is a sentence, never a stack trace.</summary>
internal static class Mistake
{
    /// <summary>True where an error that ends a command is the user's, or the machine's.</summary>
    public static bool Is(Exception error) => error is NotASessionException or SettingsException or ArgumentException or FormatException or OverflowException
        or NotSupportedException or IOException or InvalidDataException or UnauthorizedAccessException or SocketException or HttpRequestException;

    /// <summary>Says it on the error output.</summary>
    /// <param name="command">The command; null for the program.</param>
    /// <param name="error">The error.</param>
    /// <returns>The exit code.</returns>
    public static int Tell(string? command, Exception error)
    {
        Console.Error.WriteLine($"marketflow{(command is null ? string.Empty : $" {command}")}: {TextOf(error)}");
        return error is NotASessionException ? NotASessionException.ExitCode : 1;
    }

    /// <summary>The message of an error, without the name of a parameter in the code, which says nothing to a user.</summary>
    public static string TextOf(Exception error)
    {
        var text = error.Message;
        var end = error is ArgumentException { ParamName: not null } ? text.IndexOf(" (Parameter '", StringComparison.Ordinal) : -1;
        return end > 0 ? text[..end] : text;
    }
}
