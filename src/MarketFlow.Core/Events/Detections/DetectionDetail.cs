namespace MarketFlow;

/// <summary>What a detector has to say beyond kind, price and direction; each kind of detection has its own.</summary>
public abstract record DetectionDetail
{
    private protected DetectionDetail()
    {
    }
}
