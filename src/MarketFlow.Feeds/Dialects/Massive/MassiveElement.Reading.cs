namespace MarketFlow.Feeds;

/// <content>Taking an object out of its frame: where time is spent.</content>
internal ref partial struct MassiveElement
{
    /// <summary>Takes an object; nothing of it is looked into yet.</summary>
    /// <param name="scanner">At the brace that opens it.</param>
    /// <param name="depth">How many arrays are open around it.</param>
    /// <returns>False where it is malformed.</returns>
    /// <remarks>
    /// What the vendor writes nearly always is read here, with the position in a register: names of up to three letters, plain digits, texts without
    /// escapes, commas without white space around them. For anything else the scanner is asked, and knows everything.
    /// </remarks>
    public bool TryRead(ref Utf8Scanner scanner, int depth)
    {
        (_present, Wrong) = (0, null);
        if (!scanner.TryTake((byte)'{'))
        {
            return false;
        }

        if (scanner.TryTake((byte)'}'))
        {
            return true;
        }

        var text = _frame;
        var at = scanner.Position;
        while (true)
        {
            MassiveField field;
            if (IsLetter(text, at))
            {
                field = MassiveFields.FieldOf(text[at + 1]);
                at += 4;
            }
            else if (ShortName(text, at) is var length and > 0)
            {
                field = MassiveFields.FieldOf(text.Slice(at + 1, length));
                at += length + 3;
            }
            else
            {
                var name = default(JsonValue);
                scanner.Position = at;
                if (!scanner.TryReadName(ref name))
                {
                    return false;
                }

                field = FieldOf(name);
                at = scanner.Position;
            }

            ref var value = ref _values[(int)field];
            if ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
            {
                var isNumber = JsonNumber.TryRead(text, at, ref value);
                at += value.Length;
                if (!isNumber)
                {
                    scanner.Position = at;
                    return false;
                }
            }
            else if (BehindPlainText(text, at) is var behind and > 0)
            {
                value.Set(at + 1, behind - at - 2, JsonKind.Text);
                at = behind;
            }
            else
            {
                scanner.Position = at;
                if (!scanner.TryReadValue(depth + 1, ref value))
                {
                    return false;
                }

                at = scanner.Position;
            }

            var bit = (1u << (int)field) & KnownFields;
            _present = value.Kind == JsonKind.Null ? _present & ~bit : _present | bit;
            if ((uint)at < (uint)text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            scanner.Position = at;
            if (!scanner.TryTake((byte)','))
            {
                return scanner.TryTake((byte)'}');
            }

            at = scanner.Position;
        }
    }

    // A name of one letter and the colon behind it, with no white space within.
    private static bool IsLetter(ReadOnlySpan<byte> text, int at) =>
        (uint)(at + 3) < (uint)text.Length && text[at] == '"' && text[at + 2] == '"' && text[at + 3] == ':'
        && IsPlain(text[at + 1]);

    // The length of a name of two or three letters, the colon close behind it; 0 for anything else.
    private static int ShortName(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)(at + 5) >= (uint)text.Length || text[at] != '"' || !IsPlain(text[at + 1]) || !IsPlain(text[at + 2]))
        {
            return 0;
        }

        return text[at + 3] == '"' ? (text[at + 4] == ':' ? 2 : 0)
            : IsPlain(text[at + 3]) && text[at + 4] == '"' && text[at + 5] == ':' ? 3
            : 0;
    }

    private static bool IsPlain(byte letter) => letter is not (< (byte)' ' or (byte)'"' or (byte)'\\');

    // Behind a text without escapes, closing quote included; 0 for anything else.
    private static int BehindPlainText(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length || text[at] != '"')
        {
            return 0;
        }

        var end = JsonEscapes.BehindPlain(text, at + 1);
        return (uint)end < (uint)text.Length && text[end] == '"' ? end + 1 : 0;
    }

    private readonly MassiveField FieldOf(JsonValue name)
    {
        var text = _frame.Slice(name.Start, name.Length);
        if (!name.IsEscaped)
        {
            return MassiveFields.FieldOf(text);
        }

        return text.Length <= MaxEscapedLength && JsonEscapes.TryUnescape(text, _unescaped, out var length)
            ? MassiveFields.FieldOf(_unescaped.AsSpan(0, length))
            : MassiveField.None;
    }
}
