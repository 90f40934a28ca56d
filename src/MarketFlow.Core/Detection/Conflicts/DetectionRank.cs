namespace MarketFlow;

/// <summary>Which of two detections of one kind and symbol wins a conflict.</summary>
internal sealed class DetectionRank(IReadOnlyList<string> sourcesHighestFirst)
{
    private readonly string[] _sources = [.. sourcesHighestFirst];

    /// <param name="newcomer">The one that came later.</param>
    /// <param name="held">The winner so far; of the same kind and symbol.</param>
    public bool Wins(Detection newcomer, Detection held) => newcomer.Kind switch
    {
        DetectionKinds.Trend => First(StrengthOf(newcomer).CompareTo(StrengthOf(held)), ScoreOf(newcomer).CompareTo(ScoreOf(held)), newcomer, held),
        DetectionKinds.Surge => First(PlaceOf(held).CompareTo(PlaceOf(newcomer)), ScoreOf(newcomer).CompareTo(ScoreOf(held)), newcomer, held),
        _ => newcomer.Time >= held.Time,
    };

    private static bool First(int byRank, int byScore, Detection newcomer, Detection held) =>
        byRank != 0 ? byRank > 0 : byScore != 0 ? byScore > 0 : newcomer.Time >= held.Time;

    private static TrendStrength StrengthOf(Detection detection) => (detection.Detail as TrendDetail)?.Strength ?? TrendStrength.None;

    private static decimal ScoreOf(Detection detection) => detection.Detail switch
    {
        TrendDetail trend => Math.Abs(trend.Score),
        SurgeDetail surge => surge.Score,
        _ => 0,
    };

    private int PlaceOf(Detection detection)
    {
        var place = Array.IndexOf(_sources, detection.Source.Feed);
        return place < 0 ? _sources.Length : place;
    }
}
