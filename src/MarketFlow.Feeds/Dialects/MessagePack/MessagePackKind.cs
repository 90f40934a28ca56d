namespace MarketFlow.Feeds;

/// <summary>What a MessagePack value is, whatever its width on the wire.</summary>
internal enum MessagePackKind
{
    /// <summary>There is no value: the bytes end here, or begin no value that MessagePack has.</summary>
    None,
    Nil,
    Boolean,
    Integer,
    Float,
    Text,
    Binary,
    Array,
    Map,
    Extension,
}
