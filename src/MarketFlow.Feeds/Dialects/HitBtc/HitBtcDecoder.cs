using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Reads HitBTC's JSON-RPC: notifications become events, refusals faults; other answers are ignored.</summary>
internal sealed class HitBtcDecoder : JsonFrameDecoder
{
    private readonly HitBtcTickers _tickers;
    private readonly HitBtcRows _rows;

    public HitBtcDecoder()
    {
        var symbols = new SymbolTable();
        _tickers = new(symbols);
        _rows = new(symbols);
    }

    protected override void DecodeMessage(Utf8JsonReader json, Frame frame, DecodedFrame found)
    {
        Utf8JsonReader method = default, parameters = default, error = default, id = default;
        var isAnswer = false;
        while (json.NextField())
        {
            if (json.ValueTextEquals("method"u8))
            {
                method = json.TakeAside();
            }
            else if (json.ValueTextEquals("params"u8))
            {
                parameters = json.TakeAside();
            }
            else if (json.ValueTextEquals("error"u8))
            {
                error = json.TakeAside();
            }
            else if (json.ValueTextEquals("id"u8))
            {
                id = json.TakeAside();
            }
            else
            {
                isAnswer |= json.ValueTextEquals("result"u8);
                json.Skip();
            }
        }

        if (!IsAtEnd(ref json))
        {
            return;
        }

        if (error.TokenType is not (JsonTokenType.None or JsonTokenType.Null))
        {
            found.Reject(frame, $"The venue answered {id.Describe()} with {DescribeError(error)}");
        }
        else if (method.TokenType != JsonTokenType.None)
        {
            DecodeNotification(method, parameters, frame, found);
        }
        else if (isAnswer)
        {
            found.AddIgnored();
        }
        else
        {
            found.Reject(frame, "The message has neither method, result nor error; must have one of them.");
        }
    }

    private void DecodeNotification(Utf8JsonReader name, Utf8JsonReader parameters, Frame frame, DecodedFrame found)
    {
        var method = HitBtcMethods.MethodOf(name);
        if (method == HitBtcMethod.NotCarried)
        {
            found.AddIgnored();
        }
        else if (method == HitBtcMethod.Unknown)
        {
            found.Reject(frame, $"Method {name.Describe()} is not known.");
        }
        else if (parameters.TokenType != JsonTokenType.StartObject)
        {
            found.Reject(frame, $"{method.Name()}: params is {parameters.Describe()}; must be an object.");
        }
        else if (method == HitBtcMethod.Ticker)
        {
            _tickers.Decode(parameters, frame, found);
        }
        else
        {
            _rows.Decode(method, parameters, frame, found);
        }
    }

    private static string DescribeError(Utf8JsonReader error)
    {
        if (error.TokenType != JsonTokenType.StartObject)
        {
            return $"the error {error.Describe()}.";
        }

        string? code = null, message = null, description = null;
        while (error.NextField())
        {
            if (error.ValueTextEquals("code"u8))
            {
                code = error.TakeText();
            }
            else if (error.ValueTextEquals("message"u8))
            {
                message = error.TakeText();
            }
            else if (error.ValueTextEquals("description"u8))
            {
                description = error.TakeText();
            }
            else
            {
                error.Skip();
            }
        }

        return $"error {code}: {message}. {description}".TrimEnd();
    }
}
