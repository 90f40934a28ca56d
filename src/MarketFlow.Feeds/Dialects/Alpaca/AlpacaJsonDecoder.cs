using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads frames in JSON.</summary>
internal sealed class AlpacaJsonDecoder(AlpacaMessages messages) : JsonFrameDecoder
{
    protected override bool MayBeArray => true;

    protected override void DecodeMessage(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        var isArray = json.TokenType == JsonTokenType.StartArray;
        if (isArray)
        {
            json.Read();
        }

        var number = 0;
        while (json.TokenType != JsonTokenType.EndArray)
        {
            number++;
            var start = (int)json.TokenStartIndex;
            var message = json;
            json.Skip();
            var source = new SourceContext(frame, start, (int)json.BytesConsumed - start);
            if (message.TokenType == JsonTokenType.StartObject)
            {
                messages.Decode(new AlpacaJsonFields(message), source, frame, found);
            }
            else
            {
                found.AddFault(frame, source.Original, $"Message {number} is {message.Describe()}; must be an object.");
            }

            if (found.Faults.Count > AlpacaMessages.MaxBad)
            {
                found.Reject(frame, AlpacaMessages.TooManyBad(number));
                return;
            }

            if (!isArray)
            {
                break;
            }

            json.Read();
        }

        if (IsAtEnd(ref json) && number == 0)
        {
            found.AddIgnored();
        }
    }
}
