namespace MarketFlow.Feeds;

/// <summary>Reads a client's message, in either encoding.</summary>
internal static class AlpacaRequests
{
    // Clients choose these names, so nothing of them is remembered.
    private static readonly SymbolTable _uninterned = new(capacity: 0);

    public static AlpacaRequest Read<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? wrong = null, action = null;
        for (var ahead = fields; ahead.NextField();)
        {
            if (ahead.NameIs("action"u8))
            {
                action = ahead.TakeCode(_uninterned, ref wrong);
            }
            else
            {
                ahead.Skip();
            }
        }

        return action switch
        {
            "auth" => ReadAuth(fields),
            "subscribe" => ReadTopics(fields, out var topics) is { } error ? new AlpacaRequest.Refused(error) : new AlpacaRequest.Subscribe(topics),
            "unsubscribe" => ReadTopics(fields, out var topics) is { } error ? new AlpacaRequest.Refused(error) : new AlpacaRequest.Unsubscribe(topics),
            _ => new AlpacaRequest.Refused(AlpacaError.InvalidSyntax),
        };
    }

    private static AlpacaRequest ReadAuth<TFields>(TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? key = null, secret = null;
        while (fields.NextField())
        {
            if (fields.NameIs("key"u8))
            {
                key = fields.TakeText(int.MaxValue);
            }
            else if (fields.NameIs("secret"u8))
            {
                secret = fields.TakeText(int.MaxValue);
            }
            else
            {
                fields.Skip();
            }
        }

        return key is null || secret is null ? new AlpacaRequest.Refused(AlpacaError.InvalidSyntax) : new AlpacaRequest.Authenticate(key, secret);
    }

    private static AlpacaError? ReadTopics<TFields>(TFields fields, out AlpacaTopics topics)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        var lists = new IReadOnlyList<string>[AlpacaTopics.ListNames.Count];
        Array.Fill(lists, []);
        topics = AlpacaTopics.None;
        AlpacaError? error = null;
        while (fields.NextField())
        {
            var list = IndexOfName(fields, AlpacaTopics.ListNames);
            if (list >= 0)
            {
                string? wrong = null;
                lists[list] = fields.TakeList(_uninterned, ref wrong) ?? [];
                error = wrong is null && !lists[list].Contains(string.Empty) ? error : AlpacaError.InvalidSyntax;
            }
            else if (fields.NameIs("action"u8) || IndexOfName(fields, AlpacaTopics.FollowingTrades) >= 0)
            {
                fields.Skip();
            }
            else if (IsListOfMore(ref fields))
            {
                error ??= AlpacaError.InvalidSubscribeAction;
            }
        }

        topics = AlpacaTopics.Of(lists);
        return error;
    }

    /// <summary>Reads over a field that is not known; true where it is a list with something in it.</summary>
    private static bool IsListOfMore<TFields>(ref TFields fields)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        string? wrong = null;
        return fields.TakeList(_uninterned, ref wrong) is { Count: > 0 };
    }

    private static int IndexOfName<TFields>(TFields fields, IReadOnlyList<byte[]> names)
        where TFields : struct, IAlpacaFields, allows ref struct
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (fields.NameIs(names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
