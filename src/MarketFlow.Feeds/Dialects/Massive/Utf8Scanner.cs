namespace MarketFlow.Feeds;

/// <summary>Walks over a JSON text once and checks all of it: structure, numbers, escapes, depth. Nothing is copied or allocated.</summary>
/// <remarks>
/// Accepts what RFC 8259 calls JSON, nothing more, as <c>System.Text.Json</c> does by default; what is between the quotes of a text
/// must be known to be UTF-8 beforehand. Once a member has returned false the text is malformed near <see cref="Position"/>, and
/// there is no reading on.
/// </remarks>
/// <param name="text">The text. Nothing outside of it is ever read.</param>
internal ref struct Utf8Scanner(ReadOnlySpan<byte> text)
{
    /// <summary>Most arrays and objects that may be open at once; what <c>System.Text.Json</c> allows.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>How far it has come.</summary>
    public int Position { get; set; }

    /// <summary>Skips white space.</summary>
    /// <returns>The byte behind it, not taken; 0, which begins nothing in JSON, at the end.</returns>
    public byte Peek()
    {
        var all = _text; // a local, so that the length is checked once and not per byte
        var at = Position;
        while ((uint)at < (uint)all.Length)
        {
            var next = all[at];
            if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                Position = at;
                return next;
            }

            at++;
        }

        Position = at;
        return 0;
    }

    /// <returns>False where something else than this byte is next.</returns>
    public bool TryTake(byte expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <returns>False where anything but white space is left.</returns>
    public bool TryEnd()
    {
        Peek();
        return Position == _text.Length;
    }

    /// <summary>Takes a name and the colon behind it.</summary>
    public bool TryReadName(ref JsonValue name) => Peek() == '"' && TryReadText(ref name) && TryTake((byte)':');

    /// <summary>Takes a value of any kind, with all that is in it.</summary>
    /// <param name="depth">How many arrays and objects are open around it.</param>
    /// <param name="value">Receives where it stands.</param>
    public bool TryReadValue(int depth, ref JsonValue value)
    {
        var first = Peek();
        if (first is not ((byte)'{' or (byte)'['))
        {
            return TryReadScalar(first, ref value);
        }

        var start = Position;
        var isWhole = TrySkip(depth);
        value.Set(start, Position - start, first == '{' ? JsonKind.Object : JsonKind.Array);
        return isWhole;
    }

    private bool TryReadScalar(byte first, ref JsonValue value) => first switch
    {
        (byte)'"' => TryReadText(ref value),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => TryReadNumber(ref value),
        (byte)'t' => TryReadWord("true"u8, JsonKind.True, ref value),
        (byte)'f' => TryReadWord("false"u8, JsonKind.False, ref value),
        (byte)'n' => TryReadWord("null"u8, JsonKind.Null, ref value),
        _ => false,
    };

    // A loop, not recursion: what is open is a bit per level, and the depth of a hostile frame costs no stack.
    private bool TrySkip(int depth)
    {
        var ignored = default(JsonValue);
        var objects = 0UL; // lowest bit: whether the innermost that is open is an object
        var open = 0;
        while (true)
        {
            var first = Peek();
            if (first is (byte)'{' or (byte)'[')
            {
                if (depth + open == MaxDepth)
                {
                    return false;
                }

                Position++;
                open++;
                objects = (objects << 1) | (first == '{' ? 1UL : 0);
                if (Peek() != CloserOf(objects))
                {
                    if (first == '{' && !TryReadName(ref ignored))
                    {
                        return false;
                    }

                    continue;
                }
            }
            else if (!TryReadScalar(first, ref ignored))
            {
                return false;
            }

            while (Peek() == CloserOf(objects))
            {
                Position++;
                objects >>= 1;
                if (--open == 0)
                {
                    return true;
                }
            }

            if (!TryTake((byte)',') || ((objects & 1) != 0 && !TryReadName(ref ignored)))
            {
                return false;
            }
        }
    }

    private static byte CloserOf(ulong objects) => (objects & 1) != 0 ? (byte)'}' : (byte)']';

    private bool TryReadText(ref JsonValue value)
    {
        var all = _text;
        var start = Position + 1;
        var isEscaped = false;
        var at = JsonEscapes.BehindPlain(all, start);
        while ((uint)at < (uint)all.Length && all[at] == '\\')
        {
            isEscaped = true;
            var length = JsonEscapes.LengthOf(all[at..]);
            if (length == 0)
            {
                break;
            }

            at = JsonEscapes.BehindPlain(all, at + length);
        }

        var isWhole = (uint)at < (uint)all.Length && all[at] == '"';
        value.Set(start, at - start, JsonKind.Text, isEscaped);
        Position = isWhole ? at + 1 : at;
        return isWhole;
    }

    private bool TryReadNumber(ref JsonValue value)
    {
        var isNumber = JsonNumber.TryRead(_text, Position, ref value);
        Position += value.Length;
        return isNumber;
    }

    private bool TryReadWord(ReadOnlySpan<byte> word, JsonKind kind, ref JsonValue value)
    {
        var isThere = _text[Position..].StartsWith(word);
        value.Set(Position, word.Length, kind);
        Position += isThere ? word.Length : 0;
        return isThere;
    }
}
