using System.Buffers.Binary;
using System.Numerics;

namespace MarketFlow.Feeds;

/// <summary>Remembers what short texts mean, so that a symbol or a list of conditions that comes again costs one probe.</summary>
/// <remarks>
/// A text of up to 16 bytes is packed into two words and a length, which tell it apart exactly; the slot it belongs to keeps the
/// latest such text. Longer texts, and those whose slot another one holds, cost one call of <paramref name="make"/>.
/// Memory: 32 bytes per slot; none of it grows.
/// </remarks>
/// <param name="bits">There are two to the power of this many slots.</param>
/// <param name="make">What a text means; null is not remembered. Called again for a text whose slot was taken by another.</param>
internal sealed class ShortTexts<T>(int bits, Func<ReadOnlySpan<byte>, T> make)
    where T : class?
{
    private const int MaxLength = 16;
    private const ulong Mixer = 0x9E3779B97F4A7C15; // 2^64 over the golden ratio: spreads neighbours apart
    private readonly Slot[] _slots = new Slot[1 << bits];

    public T this[ReadOnlySpan<byte> text]
    {
        get
        {
            if (text.Length > MaxLength)
            {
                return make(text);
            }

            var (low, high) = Pack(text);
            var hash = (low ^ BitOperations.RotateLeft(high, 29) ^ (uint)text.Length) * Mixer;
            ref var slot = ref _slots[hash >> (64 - bits)];
            if (slot.Value is null || slot.Low != low || slot.High != high || slot.Length != text.Length)
            {
                slot = new(low, high, text.Length, make(text));
            }

            return slot.Value;
        }
    }

    // The two words overlap where the text is shorter than both: with the length they still say it exactly.
    private static (ulong Low, ulong High) Pack(ReadOnlySpan<byte> text) => text.Length switch
    {
        >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(text), BinaryPrimitives.ReadUInt64LittleEndian(text[^8..])),
        >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << 32), 0),
        > 0 => (text[0] | ((ulong)text[text.Length / 2] << 8) | ((ulong)text[^1] << 16), 0),
        _ => (0, 0),
    };

    private readonly record struct Slot(ulong Low, ulong High, int Length, T Value);
}
