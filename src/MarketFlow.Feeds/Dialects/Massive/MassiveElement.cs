using System.Buffers.Text;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>One object of a frame: where its fields stand, whatever their order, and what they hold. Serves one object after another.</summary>
/// <remarks>
/// A field that is null counts as absent; of a field that is there twice the last counts. The first field that is missing or of the
/// wrong kind is told in <see cref="Wrong"/>: one fault tells one reason.
/// </remarks>
/// <param name="frame">The frame it stands in.</param>
/// <param name="values">Room for the fields that are read: <see cref="FieldCount"/>.</param>
/// <param name="unescaped">Room for a text without its escapes: <see cref="MaxEscapedLength"/>.</param>
internal ref partial struct MassiveElement(ReadOnlySpan<byte> frame, JsonValue[] values, byte[] unescaped)
{
    /// <summary>How many values are kept; the last one is that of whatever field nobody knows.</summary>
    public const int FieldCount = (int)MassiveField.None + 1;
    public const int MaxEscapedLength = 6 * MaxTextLength;

    private const uint KnownFields = (1u << (int)MassiveField.None) - 1;
    private const int MaxTextLength = 64;
    private const int ExcerptLength = 40;
    private readonly ReadOnlySpan<byte> _frame = frame;
    private readonly JsonValue[] _values = values;
    private readonly byte[] _unescaped = unescaped;
    private uint _present;

    /// <summary>Which field is wrong, and what was allowed; null while none is.</summary>
    public string? Wrong { get; private set; }

    /// <returns>False for <see cref="MassiveField.None"/>, which no field is.</returns>
    public readonly bool Has(MassiveField field) => (_present & (1u << (int)field)) != 0;

    /// <summary>The field as it is written, quotes included; empty where it is absent.</summary>
    public readonly ReadOnlySpan<byte> Written(MassiveField field)
    {
        if (!Has(field))
        {
            return default;
        }

        ref readonly var value = ref _values[(int)field];
        return value.Kind == JsonKind.Text ? _frame.Slice(value.Start - 1, value.Length + 2) : _frame.Slice(value.Start, value.Length);
    }

    public decimal Decimal(MassiveField field)
    {
        if (DecimalOrNull(field) is { } value)
        {
            return value;
        }

        Refuse(field, JsonFields.DecimalNumber);
        return 0;
    }

    public decimal? DecimalOrNull(MassiveField field)
    {
        if (!Has(field))
        {
            return null;
        }

        ref readonly var read = ref _values[(int)field];
        if (read.IsPlain)
        {
            return read.ToDecimal();
        }

        if (TryGetText(field, orNumber: true, out var text) && DecimalText.TryParse(text, out var value))
        {
            return value;
        }

        Refuse(field, JsonFields.DecimalNumber);
        return null;
    }

    public long? LongOrNull(MassiveField field)
    {
        var value = LongIfAny(field);
        if (value is null && Has(field))
        {
            Refuse(field, JsonFields.WholeNumber);
        }

        return value;
    }

    /// <summary>The same where a field that is no whole number counts as absent.</summary>
    public readonly long? LongIfAny(MassiveField field)
    {
        if (!Has(field))
        {
            return null;
        }

        ref readonly var number = ref _values[(int)field];
        if (number.IsPlain && number.Scale == 0)
        {
            return number.Digits;
        }

        return TryGetText(field, orNumber: true, out var text) && Utf8Parser.TryParse(text, out long value, out var read) && read == text.Length
            ? value
            : null;
    }

    /// <summary>A time, in milliseconds or nanoseconds: see <see cref="MassiveTime"/>.</summary>
    public Timestamp Time(MassiveField field)
    {
        if (LongOrNull(field) is not { } time)
        {
            Refuse(field, JsonFields.WholeNumber);
            return default;
        }

        if (!MassiveTime.IsPlausible(time))
        {
            Refuse(field, "a time from 1973 to 2262, in milliseconds or nanoseconds since 1970");
        }

        return MassiveTime.Of(time);
    }

    /// <summary>A text of 1 to 64 bytes.</summary>
    /// <returns>Empty where it is absent or wrong. Valid until the next field is read.</returns>
    public ReadOnlySpan<byte> Name(MassiveField field)
    {
        var name = NameOrEmpty(field);
        if (name.IsEmpty)
        {
            Refuse(field, JsonFields.Symbol);
        }

        return name;
    }

    /// <summary>A text of 1 to 64 bytes, or empty where it is anything else. Valid until the next field is read.</summary>
    public readonly ReadOnlySpan<byte> NameOrEmpty(MassiveField field) =>
        Has(field) && TryGetText(field, orNumber: false, out var text) && text.Length <= MaxTextLength ? text : default;

    /// <summary>A code: a number or a text of at most 64 bytes.</summary>
    /// <returns>Empty where it is absent or wrong. Valid until the next field is read.</returns>
    public ReadOnlySpan<byte> Code(MassiveField field)
    {
        if (!Has(field))
        {
            return default;
        }

        if (TryGetText(field, orNumber: true, out var text) && text.Length <= MaxTextLength)
        {
            return text;
        }

        Refuse(field, "a code of at most 64 bytes");
        return default;
    }

    /// <summary>A code as in <see cref="Code"/>, or empty where it is anything else. Valid until the next field is read.</summary>
    public readonly ReadOnlySpan<byte> CodeOrEmpty(MassiveField field) =>
        Has(field) && TryGetText(field, orNumber: true, out var text) && text.Length <= MaxTextLength ? text : default;

    public void Refuse(MassiveField field, string allowed) =>
        Wrong ??= $"{MassiveFields.NameOf(field)} is {Describe(field)}; must be {allowed}.";

    private readonly bool TryGetText(MassiveField field, bool orNumber, out ReadOnlySpan<byte> text)
    {
        ref readonly var value = ref _values[(int)field];
        text = _frame.Slice(value.Start, value.Length);
        if (!value.IsEscaped)
        {
            return value.Kind == JsonKind.Text || (orNumber && value.Kind == JsonKind.Number);
        }

        if (text.Length > MaxEscapedLength || !JsonEscapes.TryUnescape(text, _unescaped, out var length))
        {
            return false;
        }

        text = _unescaped.AsSpan(0, length);
        return true;
    }

    private readonly string Describe(MassiveField field)
    {
        if (!Has(field))
        {
            return "missing";
        }

        var value = _values[(int)field];
        var text = _frame.Slice(value.Start, Math.Min(value.Length, ExcerptLength));
        var excerpt = Encoding.UTF8.GetString(text) + (value.Length > ExcerptLength ? "…" : string.Empty);
        return value.Kind switch
        {
            JsonKind.Object => "an object",
            JsonKind.Array => "an array",
            JsonKind.Text => $"\"{excerpt}\"",
            _ => excerpt,
        };
    }
}
