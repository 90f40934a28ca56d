namespace MarketFlow.Feeds;

/// <summary>The bytes that begin a MessagePack value. Specification: https://github.com/msgpack/msgpack/blob/master/spec.md</summary>
internal static class MessagePackFormat
{
    public const byte MaxPositiveFixInt = 0x7f;
    public const byte FixMap = 0x80;
    public const byte FixArray = 0x90;
    public const byte FixText = 0xa0;
    public const byte Nil = 0xc0;
    public const byte False = 0xc2;
    public const byte True = 0xc3;
    public const byte Binary8 = 0xc4;
    public const byte Binary16 = 0xc5;
    public const byte Binary32 = 0xc6;
    public const byte Extension8 = 0xc7;
    public const byte Extension16 = 0xc8;
    public const byte Extension32 = 0xc9;
    public const byte Float32 = 0xca;
    public const byte Float64 = 0xcb;
    public const byte UInt8 = 0xcc;
    public const byte UInt16 = 0xcd;
    public const byte UInt32 = 0xce;
    public const byte UInt64 = 0xcf;
    public const byte Int8 = 0xd0;
    public const byte Int16 = 0xd1;
    public const byte Int32 = 0xd2;
    public const byte Int64 = 0xd3;
    public const byte FixExtension1 = 0xd4;
    public const byte FixExtension4 = 0xd6;
    public const byte FixExtension8 = 0xd7;
    public const byte FixExtension16 = 0xd8;
    public const byte Text8 = 0xd9;
    public const byte Text16 = 0xda;
    public const byte Text32 = 0xdb;
    public const byte Array16 = 0xdc;
    public const byte Array32 = 0xdd;
    public const byte Map16 = 0xde;
    public const byte Map32 = 0xdf;
    public const byte MinNegativeFixInt = 0xe0;

    /// <summary>The type of an extension that is a time.</summary>
    public const sbyte Timestamp = -1;

    public static MessagePackKind KindOf(byte first) => first switch
    {
        <= MaxPositiveFixInt or >= MinNegativeFixInt or (>= UInt8 and <= Int64) => MessagePackKind.Integer,
        < FixArray or Map16 or Map32 => MessagePackKind.Map,
        < FixText or Array16 or Array32 => MessagePackKind.Array,
        < Nil or Text8 or Text16 or Text32 => MessagePackKind.Text,
        Nil => MessagePackKind.Nil,
        False or True => MessagePackKind.Boolean,
        >= Binary8 and <= Binary32 => MessagePackKind.Binary,
        Float32 or Float64 => MessagePackKind.Float,
        (>= Extension8 and <= Extension32) or (>= FixExtension1 and <= FixExtension16) => MessagePackKind.Extension,
        _ => MessagePackKind.None,
    };
}
