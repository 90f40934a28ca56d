using System.Security.Cryptography;

namespace MarketFlow.Host;

/// <summary>A file of the dashboard, as it lies in the assembly.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Bytes">What is in it.</param>
/// <param name="ContentType">What it is to a browser.</param>
/// <param name="Tag">The ETag of its content, quoted.</param>
internal sealed record DashboardFile(string Name, byte[] Bytes, string ContentType, string Tag)
{
    private const string Prefix = "Dashboard/";

    /// <summary>All files there are, by name. The folder is flat, so that a name is all that can be asked for.</summary>
    public static IReadOnlyDictionary<string, DashboardFile> ReadAll()
    {
        var assembly = typeof(DashboardFile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(name[Prefix.Length..], assembly.GetManifestResourceStream(name)!))
            .ToDictionary(file => file.Name, StringComparer.Ordinal);
    }

    private static DashboardFile Read(string name, Stream content)
    {
        using (content)
        {
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            return new(name, bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"");
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The dashboard has a file {name}, and {other} has no content type."),
    };
}
