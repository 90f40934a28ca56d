namespace MarketFlow.Feeds;

/// <summary>A trade that was sent, as a cancel or a correction refers to it.</summary>
internal readonly record struct SentTrade(int Symbol, long Time, long Id, long Price, long Size, int Exchange, int Conditions);
