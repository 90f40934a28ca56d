namespace MarketFlow.Tests;

/// <summary>Plays fragments through a detector and its model, and finds the first detection in which they differ.</summary>
internal static class ModelComparison
{
    public const int Fragments = 10_000;

    /// <returns>All that was found, so that a test can see that it was about something.</returns>
    public static List<Detection> Run(
        double pace, int length, Func<IObservable<Trade>, IObservable<Detection>> detect, Func<IReadOnlyList<Trade>, List<Detection>> model)
    {
        List<Detection> all = [];
        for (var number = 0; number < Fragments; number++)
        {
            var trades = DayFragment.Number(number, pace, length);
            var found = trades.Found(detect);
            var expected = model(trades);
            if (!found.SequenceEqual(expected))
            {
                var at = found.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
                Assert.Fail($"Fragment {number} differs at detection {at} of {expected.Count}:\nfound    {Show(found, at)}\nexpected {Show(expected, at)}");
            }

            all.AddRange(found);
        }

        return all;
    }

    private static string Show(List<Detection> detections, int at) => at < detections.Count ? $"{detections[at]}" : "none";
}
