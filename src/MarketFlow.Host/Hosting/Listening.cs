using System.Net.Sockets;

namespace MarketFlow.Host;

/// <summary>The start of an application on its addresses, which may be taken, or none of this machine's.</summary>
internal static class Listening
{
    /// <summary>Lets whoever starts it be the only one to say why it did not: the framework's own words are a page of its insides.</summary>
    public static void LeaveFailuresToTheCaller(this ILoggingBuilder logging) => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

    /// <summary>Starts it.</summary>
    /// <exception cref="IOException">It cannot listen; the message names the address.</exception>
    public static async Task ListenAsync(this WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (SocketException error)
        {
            throw new IOException($"Failed to bind to address {app.Configuration[WebHostDefaults.ServerUrlsKey]}: {error.Message}; must be this machine's, with a port that this user may open.", error);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new IOException($"Failed to start: {error.Message}", error); // of the section Kestrel, which the web server reads itself
        }
    }
}
