using System.Reactive.Concurrency;
using MarketFlow.Host.Tests;
using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

/// <summary>What the page says of losses is what the host counted, also when all is well again.</summary>
public sealed class LossTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Nothing_was_lost_is_said_as_long_as_it_is_so()
    {
        await using var host = await RunningHost.StartAsync(("Simulation:EventsPerSecond", "200"), ("Lanes:Tick:Capacity", "300"), ("Alerts:LossClearsAfter", "00:00:02"));
        using var client = await host.SubscribeAsync("trade.*");
        _ = client.ReadToEndAsync().ContinueWith(static _ => { }, TaskScheduler.Default);
        await using var visit = await browser.OpenAsync(host.Address);
        await visit.FilledAsync();
        await visit.IsWellAsync();
        await Expect(visit["#verdict-sentence"]).ToContainTextAsync("nothing was lost");
        Assert.Equal(0, host.Market.Monitor.History[^1].Lost);
        Assert.Equal("0", await LostAsync());

        using ManualResetEventSlim release = new();
        host.Market.Delivery.Schedule(() => release.Wait()); // its lane is full in two seconds
        try
        {
            await Expect(visit["#well"]).ToContainTextAsync("events were lost for want of room or time");
            await Expect(visit["#verdict"]).ToHaveAttributeAsync("data-level", "bad");
            await Expect(visit["[data-reach=lanes] .removed"]).ToContainTextAsync("for want of room");
        }
        finally
        {
            release.Set();
        }

        await visit.IsWellAsync();
        var lost = host.Market.Monitor.History[^1].Lost; // and it rises no more
        Assert.InRange(lost, 1, long.MaxValue);
        await Expect(visit["#verdict-sentence"]).ToContainTextAsync($"Since the start {lost:N0} events were lost");
        await Expect(visit["#verdict-sentence"]).Not.ToContainTextAsync("nothing was lost");
        Assert.Equal($"{lost:N0}", await LostAsync());
        await Expect(visit["[data-reach=lanes] .removed [data-bad]"]).ToContainTextAsync($"{lost:N0} for want of room");
        await visit.EndsWithoutAWordAsync();

        Task<string> LostAsync() => visit["#figures div"].Filter(new() { HasText = "Lost" }).Locator("dd").InnerTextAsync();
    }
}
