namespace MarketFlow;

/// <summary>What surged.</summary>
public enum SurgeTrigger
{
    /// <summary>The price.</summary>
    Price,

    /// <summary>The volume.</summary>
    Volume,

    /// <summary>Price and volume.</summary>
    Both,
}
