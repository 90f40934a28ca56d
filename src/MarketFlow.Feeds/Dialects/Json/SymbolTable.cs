using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Turns a symbol's UTF-8 into one and the same string each time, so that a symbol costs one string, not one per event.</summary>
/// <param name="capacity">Most symbols that are remembered; beyond it, each call for another one makes a string of its own.</param>
internal sealed class SymbolTable(int capacity = SymbolTable.DefaultCapacity)
{
    public const int DefaultCapacity = 1_000_000;

    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _symbols =
        new Dictionary<byte[], string>(new Utf8Comparer()).GetAlternateLookup<ReadOnlySpan<byte>>();

    public string Intern(ReadOnlySpan<byte> utf8)
    {
        if (!_symbols.TryGetValue(utf8, out var symbol))
        {
            symbol = Encoding.UTF8.GetString(utf8);
            if (_symbols.Dictionary.Count < capacity)
            {
                _symbols[utf8] = symbol;
            }
        }

        return symbol;
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
