using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MarketFlow.LoadTest;

/// <summary>A request that nobody means well with.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Request">Its bytes.</param>
/// <param name="MayBeServed">True where it is only an odd way of asking for a page that there is.</param>
internal sealed record PathTrick(string Name, byte[] Request, bool MayBeServed = false);

/// <summary>Requests for what should not be served: files, other methods, too much of everything.</summary>
internal static class PathTricks
{
    private static readonly string[] _hidden =
    [
        "//etc/passwd", "/../appsettings.json", "/../../../../../../etc/passwd", "/%2e%2e/appsettings.json", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%5cappsettings.json",
        "/%252e%252e/appsettings.json", "/appsettings.json", "/appsettings.Development.json", "/marketflow.dll", "/marketflow.deps.json", "/.git/config", "/.env",
        "/api/../appsettings.json", "/api/..;/appsettings.json", "/api/%00", "/api/nothing", "/metrics/../../etc/passwd", "/health/live/../../../etc/passwd",
        "/%c0%ae%c0%ae/etc/passwd", "/socket.io/../../etc/passwd", "/v2/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ];

    // No symbols at all.
    private static readonly string[] _traces = ["/api/trace/%00", $"/api/trace/{new string('A', 5_000)}"];

    // Symbols may hold slashes: these name symbols that there are not, of which there are no events (TracePagesTests).
    private static readonly string[] _oddSymbols = ["/api/trace/%2e%2e%2fappsettings.json", "/api/trace/..%2f..%2fetc%2fpasswd"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PathTrick> All { get; } =
    [
        .. _hidden.Select(path => Of($"GET {path}", "GET", path)),
        .. _traces.Select(path => Of($"GET {path[..Math.Min(path.Length, 60)]}", "GET", path)),
        .. _oddSymbols.Select(path => Of($"GET {path}", "GET", path) with { MayBeServed = true }),
        new("GET ///", Head("GET", "///"), MayBeServed: true), // the page, once there is one
        new("GET /api/../api/status", Head("GET", "/api/../api/status"), MayBeServed: true),
        .. new[] { "TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "PROPFIND" }.Select(method => Of($"{method} /api/status", method, "/api/status")),
        Of("a path of 100 KB", "GET", $"/{new string('a', 100_000)}"),
        Of("a query of 100 KB", "GET", $"/nothing?{new string('a', 100_000)}"),
        new("a header of 100 KB", Head("GET", "/api/status", $"X-Long: {new string('a', 100_000)}\r\n")),
        new("10,000 headers", Head("GET", "/api/status", string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X{i}: 1\r\n")))),
        new("a body of two lengths", Head("POST", "/api/status", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")),
        new("no HTTP", "\x16\x03\x01 hello\r\n\r\n"u8.ToArray()),
    ];

    /// <summary>The status of the answer; 0 where there is none.</summary>
    public static int StatusOf(Socket socket)
    {
        var (buffer, length) = (new byte[16], 0);
        try
        {
            for (var read = 1; read > 0 && length < 12; length += read)
            {
                read = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            }
        }
        catch (SocketException)
        {
            return 0; // cut
        }

        return length >= 12 && int.TryParse(Encoding.ASCII.GetString(buffer, 9, 3), CultureInfo.InvariantCulture, out var status) ? status : 0;
    }

    private static PathTrick Of(string name, string method, string path) => new(name, Head(method, path));

    private static byte[] Head(string method, string path, string headers = "") => Encoding.Latin1.GetBytes($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}\r\n");
}
