using System.Buffers.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The marks of the load test in Massive's text: fields of its own at the end of each object, which same-dialect clients get untouched.</summary>
internal static class LoadText
{
    private static ReadOnlySpan<byte> IdName => "\"mfid\":"u8;

    private static ReadOnlySpan<byte> DueName => ",\"mfts\":"u8;

    /// <summary>Adds the marks to the object that was written last.</summary>
    /// <param name="text">Ends with the object.</param>
    /// <param name="id">The event's number.</param>
    /// <param name="due">When it was to be sent, in microseconds of the load test's clock.</param>
    public static void Mark(SliceBuffer text, long id, long due) => text.Back(1).Text(","u8).Text(IdName).Number(id).Text(DueName).Number(due).Text("}"u8);

    /// <summary>Finds the next event's marks.</summary>
    /// <param name="text">What is still to be read; moved behind the marks.</param>
    /// <param name="id">The event's number.</param>
    /// <param name="due">When it was to be sent.</param>
    /// <returns>False where there are none.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out long id, out long due)
    {
        (id, due) = (0, 0);
        var found = text.IndexOf(IdName);
        if (found < 0)
        {
            return false;
        }

        text = text[(found + IdName.Length)..];
        return TryNumber(ref text, out id) && text.StartsWith(DueName) && TryNumberAfter(DueName.Length, ref text, out due);
    }

    private static bool TryNumberAfter(int skipped, ref ReadOnlySpan<byte> text, out long value)
    {
        text = text[skipped..];
        return TryNumber(ref text, out value);
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, out long value)
    {
        var isNumber = Utf8Parser.TryParse(text, out value, out var length);
        text = text[length..];
        return isNumber;
    }
}
