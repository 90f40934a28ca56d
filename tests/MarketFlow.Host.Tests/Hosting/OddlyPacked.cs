using System.Buffers.Binary;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>Trades of Alpaca's in MessagePack as another encoder than MarketFlow's might write them: everything longer than need be, and fields that nobody knows.</summary>
internal static class OddlyPacked
{
    /// <summary>Each of them another trade.</summary>
    public static byte[][] Trades { get; } =
    [
        [
            0xde, 0, 9, .. Long("T"), .. Long("t"), .. Long("S"), .. Long("AAPL"), .. Long("i"), 0xcf, .. Eight(96_922), .. Long("x"), .. Long("D"),
            .. Long("p"), 0xca, 0x42, 0xfd, 0, 0, // 126.5 in 32 bits
            .. Long("s"), 0xd3, .. Eight(100), .. Long("c"), 0xdc, 0, 1, 0xa1, (byte)'@',
            .. Long("t"), 0xc7, 12, 0xff, 0, 0, 0, 1, .. Eight(1_614_009_104), // with nanoseconds, in 96 bits
            .. Long("new"), 0x82, 0xa1, (byte)'a', 0xc4, 2, 0x90, 0xc1, 0xc0, 0xd4, 5, 0xff,
        ],
        [
            // T is not the first, the time comes in 32 bits, and map 32 counts the fields
            0xdf, 0, 0, 0, 7, 0xa1, (byte)'S', 0xa4, .. "MSFT"u8, 0xa1, (byte)'T', 0xa1, (byte)'t', 0xa1, (byte)'i', 0xd1, 0x7f, 0xff, 0xa1, (byte)'x', 0xa1, (byte)'V',
            0xa1, (byte)'p', 0xcb, .. Eight(BitConverter.DoubleToInt64Bits(114.125)), 0xa1, (byte)'s', 0xcc, 1, 0xa1, (byte)'t', 0xd6, 0xff, 0x60, 0x33, 0xd5, 0x90,
        ],
    ];

    private static byte[] Long(string text) => [0xda, 0, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Eight(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
