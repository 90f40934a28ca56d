using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>Reads Massive's frames, an array of elements each, in one pass and by hand: it is where most of the host's time would go.</summary>
internal sealed class MassiveDecoder : IFrameDecoder
{
    private readonly MassiveEvents _events = new();
    private readonly JsonValue[] _values = new JsonValue[MassiveElement.FieldCount];
    private readonly byte[] _unescaped = new byte[MassiveElement.MaxEscapedLength];

    public void Decode(Frame frame, DecodedFrame found)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(found);

        var text = frame.Bytes.Span;
        if (!Utf8.IsValid(text))
        {
            found.Reject(frame, $"The frame is not UTF-8 from byte {JsonFrameDecoder.ValidPrefix(text)} on; must be JSON in UTF-8.");
            return;
        }

        var scanner = new Utf8Scanner(text);
        var element = new MassiveElement(text, _values, _unescaped);
        var isArray = scanner.Peek() == '[';
        var isWhole = isArray ? TryDecodeAll(ref scanner, ref element, frame, found) : TryDecode(ref scanner, ref element, depth: 0, frame, found);
        if (!isWhole || !scanner.TryEnd())
        {
            found.Reject(
                frame, $"The frame is not JSON at byte {scanner.Position} of {text.Length}; must be JSON, at most {Utf8Scanner.MaxDepth} levels deep.");
        }
    }

    private bool TryDecodeAll(ref Utf8Scanner scanner, ref MassiveElement element, Frame frame, DecodedFrame found)
    {
        scanner.TryTake((byte)'[');
        if (scanner.TryTake((byte)']'))
        {
            found.AddIgnored();
            return true;
        }

        do
        {
            if (!TryDecode(ref scanner, ref element, depth: 1, frame, found))
            {
                return false;
            }
        }
        while (scanner.TryTake((byte)','));

        return scanner.TryTake((byte)']');
    }

    private bool TryDecode(ref Utf8Scanner scanner, ref MassiveElement element, int depth, Frame frame, DecodedFrame found)
    {
        if (scanner.Peek() != '{')
        {
            return TryRefuse(ref scanner, depth, frame, found);
        }

        var start = scanner.Position;
        if (!element.TryRead(ref scanner, depth))
        {
            return false;
        }

        var length = scanner.Position - start;
        var kind = MassiveEvents.KindOf(element.Name(MassiveField.Event));
        if (kind == MassiveKind.Control)
        {
            found.AddIgnored();
        }
        else if (element.Wrong is { } nameless)
        {
            found.AddFault(frame, frame.Bytes.Slice(start, length), nameless);
        }
        else
        {
            var made = _events.Make(kind, ref element, frame, start, length);
            Add(made, element.Wrong, frame, found);
        }

        return true;
    }

    private static void Add(MarketEvent made, string? wrong, Frame frame, DecodedFrame found)
    {
        if (wrong is null)
        {
            found.Add(made, frame);
        }
        else
        {
            found.AddFault(frame, made.Source.Original, $"{made.Type} {made.Symbol}: {wrong}");
        }
    }

    private static bool TryRefuse(ref Utf8Scanner scanner, int depth, Frame frame, DecodedFrame found)
    {
        var start = scanner.Position;
        var value = default(JsonValue);
        if (!scanner.TryReadValue(depth, ref value))
        {
            return false;
        }

        found.AddFault(frame, frame.Bytes[start..scanner.Position], $"The element is of kind {value.Kind}; must be an object.");
        return true;
    }
}
