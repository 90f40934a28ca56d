using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MarketFlow.Host.Tests;

public sealed class DashboardPageTests
{
    private static readonly HttpClient _http = new();

    [Fact]
    public async Task Is_served_on_the_root_with_every_file_it_names()
    {
        await using var host = await RunningHost.StartAsync();

        using var page = await AskAsync(host, HttpMethod.Get, "/");
        var text = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        foreach (var file in DashboardFile.ReadAll().Keys.Where(name => name != "index.html"))
        {
            using var answer = await AskAsync(host, HttpMethod.Get, $"/dashboard/{file}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                Path.GetExtension(file) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "image/svg+xml" },
                answer.Content.Headers.ContentType?.MediaType);
        }

        Assert.Contains("dashboard/main.js", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/dashboard/main.js")]
    public async Task Tells_browsers_to_load_and_run_nothing_else(string path)
    {
        await using var host = await RunningHost.StartAsync();

        using var answer = await AskAsync(host, HttpMethod.Get, path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Is_sent_again_only_where_it_has_changed()
    {
        await using var host = await RunningHost.StartAsync();
        using var first = await AskAsync(host, HttpMethod.Get, "/dashboard/style.css");

        using var again = await AskAsync(host, HttpMethod.Get, "/dashboard/style.css", first.Headers.ETag!.ToString());
        using var other = await AskAsync(host, HttpMethod.Get, "/dashboard/style.css", "\"other\"");

        Assert.True(first.Headers.CacheControl?.NoCache);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Can_be_asked_for_and_not_written_to()
    {
        await using var host = await RunningHost.StartAsync();

        using var head = await AskAsync(host, HttpMethod.Head, "/");
        using var post = await AskAsync(host, HttpMethod.Post, "/");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.True(head.Content.Headers.ContentLength > 1_000);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    /// <summary>Sent as they stand, for a well-behaved client would tidy them up.</summary>
    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/index.html")]
    [InlineData("/dashboard/nothing.js")]
    [InlineData("/dashboard/STYLE.CSS")]
    [InlineData("/DASHBOARD/style.css")]
    [InlineData("/dashboard/style.css/")]
    [InlineData("/dashboard/../appsettings.json")]
    [InlineData("/dashboard/..%2fappsettings.json")]
    [InlineData("/dashboard/%2e%2e/appsettings.json")]
    [InlineData("/dashboard/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/dashboard/..\\appsettings.json")]
    [InlineData("/dashboard/style.css%00.js")]
    [InlineData("/dashboard//etc/passwd")]
    [InlineData("/appsettings.json")]
    public async Task Serves_no_other_file_whatever_the_path(string path)
    {
        await using var host = await RunningHost.StartAsync();
        using TcpClient socket = new();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port, TestClient.Patience());
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nConnection: close\r\n\r\n"), TestClient.Patience());
        var answer = await new StreamReader(stream).ReadToEndAsync(TestClient.Patience());

        // Kestrel itself refuses what is no path at all.
        Assert.Matches("^HTTP/1.1 (404|400) ", answer);
        Assert.DoesNotContain("Logging", answer, StringComparison.Ordinal);
    }

    /// <summary>A page that wrote markup would need one of these. The browser's tests feed it hostile names; this names the culprit at once.</summary>
    [Fact]
    public void Writes_text_only_as_text_and_asks_nobody_else()
    {
        Assert.All(DashboardFile.ReadAll().Values.Where(file => !file.Name.EndsWith(".svg", StringComparison.Ordinal)), file =>
        {
            // the name of a language, not an address
            var text = Encoding.UTF8.GetString(file.Bytes).Replace("'http://www.w3.org/2000/svg'", string.Empty, StringComparison.Ordinal);
            Assert.All(
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "http:", "style=", "onclick=", "<style", "javascript:"],
                word => Assert.False(text.Contains(word, StringComparison.Ordinal), $"{file.Name} has {word}"));
            Assert.False(text.Replace("'https:'", string.Empty, StringComparison.Ordinal).Contains("https:", StringComparison.Ordinal), $"{file.Name} names another host");
        });
    }

    private static async Task<HttpResponseMessage> AskAsync(RunningHost host, HttpMethod method, string path, string? known = null)
    {
        using HttpRequestMessage request = new(method, new Uri(host.Address, path));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return await _http.SendAsync(request, TestClient.Patience());
    }
}
