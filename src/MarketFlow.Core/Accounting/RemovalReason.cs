namespace MarketFlow;

/// <summary>Why an event was received and not emitted. The list is closed: an event that leaves for no reason is a defect.</summary>
public enum RemovalReason
{
    /// <summary>A copy of an event that was already let through.</summary>
    Duplicate,

    /// <summary>Replaced by a newer one of the same key.</summary>
    Conflated,

    /// <summary>Lost a conflict with another detection of the same kind.</summary>
    Superseded,

    /// <summary>Nobody asked for it.</summary>
    Filtered,

    /// <summary>Malformed, or the step that processed it failed.</summary>
    Invalid,

    /// <summary>It has a field that its consumer cannot use; only clients of the vendor's own dialect get it.</summary>
    Unusual,

    /// <summary>A bounded place was full.</summary>
    Overflow,

    /// <summary>Waited longer than its lane allows.</summary>
    Expired,

    /// <summary>Its channel's breaker was open.</summary>
    BreakerOpen,

    /// <summary>Its client was too slow.</summary>
    ClientSlow,

    /// <summary>Still waiting when the subscription ended.</summary>
    Shutdown,
}
