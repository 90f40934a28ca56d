using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

public sealed class AlertPagesTests : IAsyncLifetime
{
    private readonly WatchedHost _host = new();
    private readonly HttpClient _http = new();
    private WebApplication _application = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        OriginGuard.Use(_application, ["https://desk.example"]);
        AlertPages.Map(_application, _host.Book);
        await _application.StartAsync();
        _http.BaseAddress = new(_application.Urls.Single());
        _host.See(31, well => well.WithP99(63)).See(31, well => well.WithP99(63) with { Lost = 7 }).See(60, well => well.WithP99(63) with { Lost = 7 });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task Tell_what_fires_and_what_did()
    {
        var page = await _http.GetFromJsonAsync<JsonElement>("/api/alerts");

        Assert.Equal(1, page.GetProperty("firing").GetInt32());
        Assert.Equal(
            """{"id":"latency:tick","name":"latency","about":"tick","severity":"warning","state":"firing","since":"2026-03-09T14:30:00Z","resolvedAt":null,"value":"p99 63 ms","allowed":"at most 50 ms","message":"Channel tick: p99 is 63 ms; must be at most 50 ms.","escalated":false,"acknowledged":null}""",
            page.GetProperty("alerts")[0].GetRawText());
        Assert.Equal(
            ("loss:host", "resolved", "2026-03-09T14:31:31Z"),
            (page.GetProperty("alerts")[1].GetProperty("id").GetString(), page.GetProperty("alerts")[1].GetProperty("state").GetString(), page.GetProperty("alerts")[1].GetProperty("resolvedAt").GetString()));
    }

    [Theory]
    [InlineData(""" {"by":"Ada"} """, "Ada")]
    [InlineData("{}", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task Take_an_acknowledgement(string body, string by)
    {
        using var answer = await AcknowledgeAsync("latency:tick", body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(by, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("acknowledged").GetProperty("by").GetString());
        Assert.Equal(by, _host.Book.Alerts[0].Acknowledged!.By);
    }

    [Theory]
    [InlineData("latency:nowhere", "", HttpStatusCode.NotFound, "is unknown; must be an id of /api/alerts.")]
    [InlineData("feed:a%2Fb%3Fc", "", HttpStatusCode.NotFound, "Alert \"feed:a/b?c\" is unknown")]
    [InlineData("loss:host", "", HttpStatusCode.Conflict, "does not fire any more")]
    [InlineData("latency:tick", "[]", HttpStatusCode.BadRequest, "is no JSON object")]
    [InlineData("latency:tick", "{", HttpStatusCode.BadRequest, "is no JSON;")]
    [InlineData("latency:tick", """{"by":7}""", HttpStatusCode.BadRequest, "\"by\" is 7; must be a text of 1 to 100 characters in one line.")]
    [InlineData("latency:tick", """{"by":" "}""", HttpStatusCode.BadRequest, "must be a text of 1 to 100")]
    [InlineData("latency:tick", """{"by":"a\nb"}""", HttpStatusCode.BadRequest, "must be a text of 1 to 100")]
    [InlineData("latency:tick", """{"by":"\ud800"}""", HttpStatusCode.BadRequest, "is no Unicode text")]
    public async Task Refuse_what_makes_no_sense(string id, string body, HttpStatusCode status, string problem)
    {
        using var answer = await AcknowledgeAsync(id, body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(problem, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Null(_host.Book.Alerts[0].Acknowledged);
    }

    [Fact]
    public async Task Refuse_a_name_as_long_as_a_novel()
    {
        using var answer = await AcknowledgeAsync("latency:tick", $$"""{"by":"{{new string('x', 5_000)}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "https://desk.example", true)]
    public async Task Take_nothing_from_pages_of_other_sites(string header, string value, bool isTaken)
    {
        using var answer = await AcknowledgeAsync("latency:tick", "", (header, value));

        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(isTaken, _host.Book.Alerts[0].Acknowledged is not null);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Take_no_body_that_a_form_could_send(string type)
    {
        using var answer = await AcknowledgeAsync("latency:tick", """{"by":"Ada"}""", ("type", type));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Null(_host.Book.Alerts[0].Acknowledged);
    }

    private async Task<HttpResponseMessage> AcknowledgeAsync(string id, string body, (string Name, string Value) header = default)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/api/alerts/{id}/acknowledge");
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, header.Name == "type" ? header.Value : "application/json");
        if (header.Name is not (null or "type"))
        {
            request.Headers.Add(header.Name, header.Value);
        }

        return await _http.SendAsync(request, TestClient.Patience());
    }
}
