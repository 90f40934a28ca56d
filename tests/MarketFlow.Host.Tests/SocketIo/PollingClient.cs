using System.Net;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A client that polls, as a browser without WebSockets does.</summary>
internal sealed class PollingClient(Uri address, string sid) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };
    private readonly Queue<string> _waiting = new();

    public string Sid => sid;

    public static async Task<PollingClient> OpenAsync(Uri address)
    {
        using HttpClient http = new() { BaseAddress = address };
        var opened = await http.GetStringAsync("/socket.io/?EIO=4&transport=polling", TestClient.Patience());
        Assert.StartsWith("0{", opened, StringComparison.Ordinal);
        return new(address, JsonDocument.Parse(opened[1..]).RootElement.GetProperty("sid").GetString()!);
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync()
    {
        using var answer = await _http.GetAsync(Url(), TestClient.Patience());
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public Task<(HttpStatusCode Status, string Text)> PostAsync(string body) => PostAsync(new StringContent(body));

    public async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpContent body)
    {
        using var answer = await _http.PostAsync(Url(), body, TestClient.Patience());
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The next packet.</summary>
    public async Task<string> ReadAsync()
    {
        while (_waiting.Count == 0)
        {
            var (status, text) = await GetAsync();
            Assert.True(status == HttpStatusCode.OK, text);
            Array.ForEach(text.Split('\u001e'), _waiting.Enqueue);
        }

        return _waiting.Dequeue();
    }

    /// <summary>The next packet that begins so; those before it are lost.</summary>
    public async Task<string> ReadAsync(string beginning)
    {
        while (true)
        {
            if (await ReadAsync() is var packet && packet.StartsWith(beginning, StringComparison.Ordinal))
            {
                return packet;
            }
        }
    }

    public async Task SayAsync(params string[] packets)
    {
        var (status, text) = await PostAsync(string.Join('\u001e', packets));
        Assert.Equal((HttpStatusCode.OK, "ok"), (status, text));
    }

    public async Task ConnectAsync(params string[] tickers)
    {
        await SayAsync("40", VirtualSocketIo.Subscribe(tickers).Replace("42[", "421[", StringComparison.Ordinal));
        await ReadAsync("431[{\"ok\":true");
    }

    public void Dispose() => _http.Dispose();

    private string Url() => $"/socket.io/?EIO=4&transport=polling&sid={sid}";
}
