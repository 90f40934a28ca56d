namespace MarketFlow.Host;

/// <summary>What is logged of clients: at the usual level only that one was too slow.</summary>
internal static partial class ClientLog
{
    /// <summary>The scope of everything that is logged of one client.</summary>
    public static readonly Func<ILogger, long, string, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<long, string, string>("client {Client} from {Address} on {Path}");

    [LoggerMessage(40, LogLevel.Debug, "Client {Client} has come from {Address} on {Path}.")]
    public static partial void Joined(ILogger log, long client, string address, string path);

    [LoggerMessage(41, LogLevel.Debug, "Client {Client} from {Address} on {Path} has left: {Close}.")]
    public static partial void Left(ILogger log, long client, string address, string path, string close);

    [LoggerMessage(42, LogLevel.Warning, "Client {Client} from {Address} on {Path} was disconnected: it read too slowly, and {Lost} events that waited for it were dropped.")]
    public static partial void TooSlow(ILogger log, long client, string address, string path, long lost);

    [LoggerMessage(43, LogLevel.Warning, "Client {Client} from {Address} on {Path}: {Warning}")]
    public static partial void Warned(ILogger log, long client, string address, string path, string warning);
}
