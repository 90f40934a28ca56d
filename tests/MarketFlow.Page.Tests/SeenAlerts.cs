namespace MarketFlow.Page.Tests;

/// <summary>What the page ever said of alerts: some are over before anybody else looks.</summary>
internal sealed class SeenAlerts(Visit visit)
{
    /// <summary>Begins to look.</summary>
    public Task BeginAsync() => visit.Page.EvaluateAsync("""
        () => {
          window.seenAlerts = [];
          const look = () => {
            for (const row of document.querySelectorAll('#alerts li')) {
              window.seenAlerts.push([row.querySelector('.badge').textContent, row.querySelector('.words').textContent]);
            }
          };
          new MutationObserver(look).observe(document.getElementById('alerts'), { childList: true, subtree: true, characterData: true });
          look();
        }
        """);

    /// <summary>One with these words, a regular expression, was shown while it fired.</summary>
    public Task RaisedAsync(string words) => SeenAsync(words, "warning|error|critical");

    /// <summary>One with these words was shown as over.</summary>
    public Task ResolvedAsync(string words) => SeenAsync(words, "resolved");

    private async Task SeenAsync(string words, string badges)
    {
        try
        {
            await visit.Page.WaitForFunctionAsync(
                "([words, badges]) => window.seenAlerts.some(([badge, text]) => new RegExp(words).test(text) && new RegExp(badges).test(badge))", new[] { words, badges });
        }
        catch (TimeoutException error)
        {
            var seen = await visit.Page.EvaluateAsync<string[]>("() => [...new Set(window.seenAlerts.map(([badge, text]) => `${badge}: ${text.slice(0, 40)}`))]");
            throw new TimeoutException($"\"{words}\" was not shown as {badges}, but {string.Join(" | ", seen)}", error);
        }
    }
}
