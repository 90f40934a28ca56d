using System.Text;
using System.Text.Json.Nodes;
using MarketFlow.Host.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

/// <summary>Names and words come from vendors, clients and files. None of them may become part of the page but as text.</summary>
public sealed class HostileNamesTests(Browser browser) : IClassFixture<Browser>
{
    private const string Image = "<img src=x onerror=alert(1)>";
    private const string Script = "</td></script><script>alert(2)</script>\"'`{{7*7}}${7*7}";

    [Fact]
    public async Task A_vendor_cannot_write_into_the_page()
    {
        await using var vendor = await new SpeakingVendor(
            """[{"ev":"status","status":"connected","message":"Connected Successfully"}]""",
            """[{"ev":"status","status":"auth_success","message":"authenticated"}]""",
            $"[{string.Join(',', ((string[])["T", "Q", "AM", "FMV"]).Select(channel => $$"""{"ev":"status","status":"success","message":"subscribed to: {{channel}}.*"}"""))}]").StartAsync();
        await using var host = await HostUnderTest.StartAsync(
            0,
            ("Feeds:0:Dialect", "massive"),
            ("Feeds:0:Name", Image),
            ("Feeds:0:Url", vendor.Address.ToString()),
            ("Feeds:0:Key", "k"),
            ("Feeds:0:Hours", "always"),
            ("Feeds:0:Symbols:0", "*"));
        var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await vendor.SendAsync(Encoding.UTF8.GetBytes(
            $$"""[{"ev":"LULD","T":{{JsonValue.Create(Script).ToJsonString()}},"h":12.5,"l":10.5,"i":[1],"z":3,"t":{{time}},"q":1},{"ev":"T","sym":{{JsonValue.Create(Image).ToJsonString()}},"i":"1","x":4,"p":11,"s":100,"t":{{time}},"q":2,"z":3}]"""));

        await using var visit = await browser.OpenAsync(host.Address);

        await Expect(visit["#feeds h3"]).ToContainTextAsync(Image);
        await Expect(visit["#statuses .kind"].First).ToContainTextAsync(Script);
        await Expect(visit["#verdict-sentence"]).ToContainTextAsync(Image);
        await visit["#adds details summary"].ClickAsync();
        await Expect(visit["#stages"]).ToContainTextAsync($"decode-{Image}");
        await visit["#symbol"].FillAsync(Image);
        await visit["#trace-form button"].ClickAsync();
        await Expect(visit["#trace-words"]).ToContainTextAsync(Image);
        await HasNothingOfItsOwnAsync(visit);
        await visit.EndsWithoutAWordAsync();
    }

    /// <summary>Every text of every answer is hostile: also of the parts that a vendor does not reach today.</summary>
    [Fact]
    public async Task Nothing_that_an_answer_says_becomes_part_of_the_page()
    {
        await using var host = await HostUnderTest.StartAsync();
        await using var visit = await browser.OpenAsync(host.Address, prepare: page => page.RouteAsync("**/api/**", async route =>
        {
            var path = new Uri(route.Request.Url).AbsolutePath;
            var json = path switch
            {
                "/api/overview" => await WithAsync(route, """{"firing":1,"alerts":[{"id":"a/b?c#d","name":"latency","about":"tick","severity":"error","state":"firing","since":"2026-03-09T13:30:00Z","resolvedAt":null,"value":"v","allowed":"a","message":"m","escalated":true,"acknowledged":null},{"id":"2","name":"lane","about":"tick","severity":"warning","state":"resolved","since":"2026-03-09T13:30:00Z","resolvedAt":"2026-03-09T13:31:00Z","value":"v","allowed":"a","message":"m","escalated":false,"acknowledged":{"at":"2026-03-09T13:30:30Z","by":"b"}}]}""", """{"recording":true,"file":"f","frames":3,"bytes":4000,"since":"2026-03-09T13:30:00Z","error":"e"}"""),
                var trace when trace.StartsWith("/api/trace/", StringComparison.Ordinal) => """{"symbol":"S","events":[{"type":"trade","time":"2026-03-09T13:30:00Z","summary":"s","source":{"feed":"f","connection":1,"sequence":2,"receivedAt":"2026-03-09T13:30:00Z"},"stages":[{"stage":"decoded","ms":0.02},{"stage":"sent","ms":0.4}],"original":"o"}]}""",
                _ => await (await route.FetchAsync()).TextAsync(),
            };
            await route.FulfillAsync(new() { ContentType = "application/json", Body = Hostile(JsonNode.Parse(json)!).ToJsonString() });
        }));

        await Expect(visit["#channels h3"].First).ToContainTextAsync(Image);
        await Expect(visit["#alerts .words"].First).ToContainTextAsync(Image);
        await Expect(visit["#record-words"]).ToContainTextAsync(Image);
        await visit["#symbol"].FillAsync(Script);
        await visit["#trace-form button"].ClickAsync();
        await Expect(visit["#trace article"]).ToContainTextAsync(Image);
        await HasNothingOfItsOwnAsync(visit);
        await visit.EndsWithoutAWordAsync();
    }

    private static async Task<string> WithAsync(IRoute route, string alerts, string record)
    {
        var overview = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
        overview["alerts"] = JsonNode.Parse(alerts);
        overview["record"] = JsonNode.Parse(record);
        return overview.ToJsonString();
    }

    // Where words choose between behaviours, they stay; the rest says what it should not.
    private static JsonNode Hostile(JsonNode node, string name = "")
    {
        switch (node)
        {
            case JsonObject fields:
                return new JsonObject(fields.ToList().Select(field =>
                    KeyValuePair.Create(field.Key, field.Value is null ? null : (JsonNode?)Hostile(field.Value.DeepClone(), field.Key))));
            case JsonArray items:
                return new JsonArray([.. items.ToList().Select((item, index) => item is null ? null : Hostile(item.DeepClone(), $"{name}{index}"))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                var isKept = name is "state" or "severity" or "stage" or "type" || name.StartsWith("at", StringComparison.Ordinal) || DateTimeOffset.TryParse(text, out _);
                return isKept ? value : JsonValue.Create($"{Image}{Script}{name}{text}");
            default:
                return node;
        }
    }

    private static async Task HasNothingOfItsOwnAsync(Visit visit)
    {
        Assert.Equal(1, await visit.Page.EvaluateAsync<int>("() => document.images.length")); // the page's own
        Assert.Equal(1, await visit.Page.EvaluateAsync<int>("() => document.scripts.length"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => document.querySelectorAll('[onerror], [style*=\"url\"], iframe, object, embed').length"));
    }
}
