using System.Text.Unicode;

namespace MarketFlow.Feeds;

/// <summary>Reads Massive's frames, an array of elements each, in one pass and by hand: it is where most of the host's time would go.</summary>
/// <param name="profile">The endpoint that the frames come from.</param>
internal sealed class MassiveDecoder(EndpointProfile profile) : IFrameDecoder
{
    private readonly bool _hasSignedPrices = profile.HasSignedPrices;
    private readonly MassiveEvents _events = new(profile);
    private readonly JsonValue[] _values = new JsonValue[MassiveElement.FieldCount];
    private readonly byte[] _unescaped = new byte[MassiveElement.MaxEscapedLength];

    public void Decode(Frame frame, DecodedFrame found)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(found);

        var whole = frame;
        frame = FrameEdges.Trimmed(frame);
        var text = frame.Bytes.Span;
        if (!Utf8.IsValid(text))
        {
            found.Reject(whole, $"The frame is not UTF-8 from byte {JsonFrameDecoder.ValidPrefix(text)} on; must be JSON in UTF-8.");
            return;
        }

        var scanner = new Utf8Scanner(text);
        var element = new MassiveElement(text, _values, _unescaped);
        var isContainer = scanner.Peek() is (byte)'[' or (byte)'{';
        bool isWhole;
        do
        {
            isWhole = scanner.Peek() == '['
                ? TryDecodeAll(ref scanner, ref element, frame, found)
                : TryDecode(ref scanner, ref element, depth: 0, frame, found);
        }
        while (isWhole && isContainer && scanner.Peek() is (byte)'[' or (byte)'{'); // some send several arrays in one frame

        if (!isWhole || !scanner.TryEnd())
        {
            found.Reject(
                whole, $"The frame is not JSON at byte {scanner.Position} of {text.Length}; must be JSON, at most {Utf8Scanner.MaxDepth} levels deep.");
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
        var kind = MassiveKinds.KindOf(element.Name(MassiveField.Event));
        if (kind == MassiveKind.Control)
        {
            found.AddIgnored();
        }
        else if (element.Wrong is { } nameless)
        {
            found.AddFault(frame, frame.Bytes.Slice(start, length), nameless);
        }
        else if (kind == MassiveKind.Other)
        {
            found.Add(_events.Other(ref element, frame, new(frame, start, length)), frame);
        }
        else
        {
            Add(kind, ref element, frame, start, length, found);
        }

        return true;
    }

    private void Add(MassiveKind kind, ref MassiveElement element, Frame frame, int start, int length, DecodedFrame found)
    {
        ref readonly var message = ref MassiveKinds.MessageOf(kind);
        if (_events.SymbolOf(kind, ref element) is not { } symbol)
        {
            found.AddFault(frame, frame.Bytes.Slice(start, length), $"{message.StandsFor} : {element.Wrong}");
            return;
        }

        SourceContext source = new(frame, start, length, element.LongOrNull(MassiveField.Sequence));
        var made = _events.Make(kind, symbol, ref element, source);
        if (element.Wrong is { } wrong)
        {
            var time = element.LongIfAny(message.StandsFor == EventType.Bar ? MassiveField.Size : MassiveField.Time);
            found.AddUnusual(message.Unusual(symbol, time is { } number && MassiveTime.IsPlausible(number) ? MassiveTime.Of(number) : frame.ReceivedAt, source, wrong));
        }
        else
        {
            found.Add(made, in message, _hasSignedPrices);
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
