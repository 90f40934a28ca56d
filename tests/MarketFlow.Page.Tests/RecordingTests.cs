using System.Globalization;
using System.IO.Compression;
using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

public sealed class RecordingTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_recording_is_started_and_stopped_by_a_button()
    {
        var folder = Directory.CreateTempSubdirectory("page");
        try
        {
            await using var host = await HostUnderTest.StartAsync(0, ("Recorder:Folder", folder.FullName));
            await using var visit = await browser.OpenAsync(host.Address);
            await visit.FilledAsync();
            await Expect(visit["#record-words"]).ToContainTextAsync("Not recording");
            await Expect(visit["#record"]).ToHaveTextAsync("Start recording");

            await visit["#record"].ClickAsync();

            await Expect(visit["#record-words"]).ToContainTextAsync("Recording into");
            await Expect(visit["#record"]).ToHaveTextAsync("Stop recording");
            Assert.True((await host.GetAsync("/api/record")).GetProperty("recording").GetBoolean());
            await visit.Page.WaitForFunctionAsync("() => !/: 0 frames/.test(document.getElementById('record-words').textContent)");

            await visit["#record"].ClickAsync();

            await Expect(visit["#record-words"]).ToContainTextAsync("Not recording. The last file is");
            var file = Assert.Single(folder.GetFiles());
            var told = await host.GetAsync("/api/record");
            Assert.Equal(file.Name, told.GetProperty("file").GetString());
            await Expect(visit["#record-words"]).ToContainTextAsync(file.Name);
            await Expect(visit["#record-words"]).ToContainTextAsync(told.GetProperty("frames").GetInt64().ToString("N0", CultureInfo.InvariantCulture));
            await using GZipStream content = new(file.OpenRead(), CompressionMode.Decompress);
            Assert.NotNull(await new StreamReader(content).ReadLineAsync());
            await Expect(visit["#record-problem"]).ToBeHiddenAsync();
            await visit.EndsWithoutAWordAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_recording_that_cannot_be_written_says_why()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var host = await HostUnderTest.StartAsync(0, ("Recorder:Folder", file)); // no folder can be made there
            await using var visit = await browser.OpenAsync(host.Address);
            await visit.FilledAsync();

            await visit["#record"].ClickAsync();

            await Expect(visit["#record-problem"]).ToContainTextAsync("cannot be written");
            await Expect(visit["#record-words"]).ToContainTextAsync("Not recording");
            await Expect(visit["#record"]).ToBeEnabledAsync();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
