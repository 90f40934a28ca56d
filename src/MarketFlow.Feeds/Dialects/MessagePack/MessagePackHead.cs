using System.Buffers.Binary;

namespace MarketFlow.Feeds;

/// <summary>The first bytes of a MessagePack value: what it is, and how much of it follows.</summary>
internal readonly struct MessagePackHead
{
    private MessagePackHead(MessagePackKind kind, int length, long body) => (Kind, Length, Body) = (kind, length, body);

    public MessagePackKind Kind { get; }

    /// <summary>Bytes of the head itself; that of an extension ends with its type.</summary>
    public int Length { get; }

    /// <summary>What follows: elements of an array, fields of a map, bytes of anything else.</summary>
    public long Body { get; }

    public bool IsContainer => Kind is MessagePackKind.Array or MessagePackKind.Map;

    /// <summary>How many values follow: a field of a map is two.</summary>
    public long Values => Kind == MessagePackKind.Map ? Body * 2 : Body;

    /// <returns>False where the value cannot be whole: there are fewer bytes than it says, or than its values need at one byte each.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MessagePackHead head)
    {
        head = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        var first = bytes[0];
        var kind = MessagePackFormat.KindOf(first);
        var widthOfCount = WidthOfCount(first);
        var type = kind == MessagePackKind.Extension ? 1 : 0;
        var length = 1 + widthOfCount + type;
        if (kind == MessagePackKind.None || bytes.Length < length)
        {
            return false;
        }

        head = new(kind, length, widthOfCount switch
        {
            0 => BodyOf(first, kind),
            1 => bytes[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]),
        });
        return head.Values <= bytes.Length - length;
    }

    private static int WidthOfCount(byte first) => first switch
    {
        MessagePackFormat.Binary8 or MessagePackFormat.Extension8 or MessagePackFormat.Text8 => 1,
        MessagePackFormat.Binary16 or MessagePackFormat.Extension16 or MessagePackFormat.Text16
            or MessagePackFormat.Array16 or MessagePackFormat.Map16 => 2,
        MessagePackFormat.Binary32 or MessagePackFormat.Extension32 or MessagePackFormat.Text32
            or MessagePackFormat.Array32 or MessagePackFormat.Map32 => 4,
        _ => 0,
    };

    private static int BodyOf(byte first, MessagePackKind kind) => kind switch
    {
        MessagePackKind.Map or MessagePackKind.Array => first & 0x0f,
        MessagePackKind.Text => first & 0x1f,
        MessagePackKind.Float => first == MessagePackFormat.Float32 ? sizeof(float) : sizeof(double),
        MessagePackKind.Extension => 1 << (first - MessagePackFormat.FixExtension1),
        MessagePackKind.Integer when first is >= MessagePackFormat.UInt8 and <= MessagePackFormat.UInt64 => 1 << (first - MessagePackFormat.UInt8),
        MessagePackKind.Integer when first is >= MessagePackFormat.Int8 and <= MessagePackFormat.Int64 => 1 << (first - MessagePackFormat.Int8),
        _ => 0,
    };
}
