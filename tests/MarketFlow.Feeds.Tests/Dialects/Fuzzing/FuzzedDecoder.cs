using System.Text.Json;

namespace MarketFlow.Feeds.Tests;

/// <summary>Two decoders of a dialect, given the same frames: one each in an array of exactly its length, one among bytes that would change what is read.</summary>
internal sealed class FuzzedDecoder(IDialect dialect)
{
    private const int Margin = 64; // more than any vector that a decoder reads at once

    // Each goes on where a frame may end early: digits, closers, quotes, a byte of a longer UTF-8 sequence, small values of MessagePack.
    private static readonly byte[] _poisons = [.. "0}]\",: e.\\"u8, 0x80, 0xa9, 0xc0, 0x01, 0x00, 0xff];

    private readonly IFrameDecoder _alone = dialect.CreateDecoder();
    private readonly IFrameDecoder _among = dialect.CreateDecoder();
    private readonly DecodedFrame _foundAlone = new();
    private readonly DecodedFrame _foundAmong = new();

    /// <summary>Frames that were read without a fault and held an event and no unusual message.</summary>
    public int Decoded { get; private set; }

    /// <summary>Frames with a fault or an unusual message, which may hold events besides.</summary>
    public int Faulted { get; private set; }

    /// <summary>Frames whose every message carries no event by the protocol's own rule.</summary>
    public int Ignored { get; private set; }

    /// <summary>Reads a frame and checks everything that is promised of any frame.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="number">Its number; decides what stands around it and which connection it comes on.</param>
    public DecodedFrame Read(byte[] bytes, int number)
    {
        var around = new byte[bytes.Length + (2 * Margin)];
        around.AsSpan().Fill(_poisons[number % _poisons.Length]);
        bytes.CopyTo(around, Margin);
        var connection = 1 + (number % 3);
        Decode(_alone, bytes, connection, _foundAlone, number);
        var frame = Decode(_among, around.AsMemory(Margin, bytes.Length), connection, _foundAmong, number);

        AssertSame(number, bytes);
        Require(around.AsSpan(Margin, bytes.Length).SequenceEqual(bytes), "was written to", number, bytes);
        foreach (var told in _foundAmong.Events)
        {
            Require(told.Validate() is null && (told is VendorMessage || told.Symbol.Length > 0), $"told an event that is not valid: {told}", number, bytes);
            Require(IsWithin(frame, told.Source.Original) && told.Source.Original.Length > 0, "told an event whose bytes are not in it", number, bytes);
        }

        foreach (var fault in _foundAmong.Faults)
        {
            Require(IsWithin(frame, fault.Bytes) && fault.Reason.Length is > 0 and < 1_000, $"has a fault without words or bytes: {fault.Reason}", number, bytes);
        }

        Count(number, bytes);
        return _foundAmong;
    }

    private static Frame Decode(IFrameDecoder decoder, ReadOnlyMemory<byte> bytes, int connection, DecodedFrame found, int number)
    {
        found.Clear();
        Frame frame = new("feed", connection, Decoding.ReceivedAt, bytes);
        try
        {
            decoder.Decode(frame, found);
        }
        catch (Exception error)
        {
            Require(isMet: false, $"threw {error}", number, bytes.ToArray());
        }

        return frame;
    }

    private void AssertSame(int number, byte[] bytes)
    {
        var isSame = _foundAlone.Ignored == _foundAmong.Ignored
            && _foundAlone.Events.Count == _foundAmong.Events.Count && _foundAlone.Faults.Count == _foundAmong.Faults.Count;
        for (var i = 0; isSame && i < _foundAlone.Events.Count; i++)
        {
            var (alone, among) = (_foundAlone.Events[i], _foundAmong.Events[i]);
            isSame = MarketEvent.ContentComparer.Equals(alone, among) && alone.IsBackfill == among.IsBackfill && alone.Source == among.Source;
        }

        for (var i = 0; isSame && i < _foundAlone.Faults.Count; i++)
        {
            isSame = _foundAlone.Faults[i].Reason == _foundAmong.Faults[i].Reason
                && _foundAlone.Faults[i].Bytes.Span.SequenceEqual(_foundAmong.Faults[i].Bytes.Span);
        }

        Require(isSame, "is read otherwise among other bytes: the decoder reads past it", number, bytes);
    }

    private void Count(int number, byte[] bytes)
    {
        var isFaulted = _foundAmong.Faults.Count + _foundAmong.Unusual > 0;
        Faulted += isFaulted ? 1 : 0;
        Decoded += !isFaulted && _foundAmong.Events.Count > 0 ? 1 : 0;
        if (!isFaulted && _foundAmong.Events.Count == 0)
        {
            Require(_foundAmong.Ignored > 0, "told nothing", number, bytes);
            Require(AlpacaDecoder.IsMessagePack(bytes) || IsJson(bytes), "is ignored although it is not even JSON", number, bytes);
            Ignored++;
        }
    }

    // Of a frame without bytes nothing overlaps, and there is nothing to lie outside of.
    private static bool IsWithin(Frame frame, ReadOnlyMemory<byte> part) =>
        part.IsEmpty || (frame.Bytes.Span.Overlaps(part.Span, out var offset) && offset >= 0 && offset + part.Length <= frame.Bytes.Length);

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            var json = new Utf8JsonReader(FrameEdges.Trimmed(bytes), new JsonReaderOptions { AllowMultipleValues = true });
            while (json.Read())
            {
                json.Skip();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Require(bool isMet, string words, int number, byte[] bytes)
    {
        if (!isMet)
        {
            Assert.Fail($"Frame {number} {words}\n{System.Text.Encoding.UTF8.GetString(bytes)}\n{Convert.ToHexString(bytes)}");
        }
    }
}
