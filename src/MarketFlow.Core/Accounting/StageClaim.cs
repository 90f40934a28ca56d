namespace MarketFlow;

/// <summary>The right of one subscription to write to a stage's account. See <see cref="LedgerStage.Claim"/>.</summary>
internal sealed class StageClaim(LedgerStage stage) : IDisposable
{
    public void Dispose() => stage.Release(this);
}
