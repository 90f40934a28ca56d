using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>Carries a session in requests: a GET waits for what there is to send, a POST brings what the client says.</summary>
/// <remarks>
/// A second GET beside one that waits ends the session, and so does a second POST: the client has lost count. A GET and a POST at once
/// are how the protocol works. A request that breaks off ends the session, for nobody knows what of it has arrived.
/// Memory: one body of at most <see cref="ClientOptions.MaxRequestBytes"/> per POST.
/// </remarks>
internal static class PollingTransport
{
    private static readonly TimeSpan _pollWhileProbed = TimeSpan.FromMilliseconds(100);

    /// <summary>Answers a GET: at once where anything waits, else as soon as it does, or with nothing once the time is over.</summary>
    public static async Task PollAsync(HttpContext context, EngineSession session, SessionRules rules)
    {
        if (!session.Carriers.TryBeginPoll())
        {
            await RefuseOverlapAsync(context, session);
            return;
        }

        try
        {
            using var cut = context.RequestAborted.Register(session.Cut);
            var packets = await TakeAsync(session, rules);
            context.Response.ContentType = "text/plain; charset=UTF-8";
            await WriteAsync(context, EnginePayload.Write(packets));
            if (session.Outgoing.IsOver)
            {
                session.Cut();
            }
        }
        catch (Exception error) when (IsOfBrokenRequest(error))
        {
            session.Cut();
        }
        finally
        {
            session.Carriers.EndPoll();
        }
    }

    /// <summary>Takes in a POST, packet by packet, and answers when all are handled: a client that asks faster waits here, not in memory.</summary>
    public static async Task PostAsync(HttpContext context, EngineSession session, SessionRules rules)
    {
        if (!session.Carriers.TryBeginPost())
        {
            await RefuseOverlapAsync(context, session);
            return;
        }

        try
        {
            if (await ReadAsync(context.Request, rules.Clients.MaxRequestBytes) is not { } body)
            {
                session.RefuseLength();
                await EngineError.TooLarge(rules.Clients.MaxRequestBytes).AnswerAsync(context);
            }
            else if (await HandleAsync(session, body) is { } problem)
            {
                await EngineError.BadRequest(problem).AnswerAsync(context);
            }
            else
            {
                context.Response.ContentType = "text/plain";
                await WriteAsync(context, "ok"u8.ToArray());
            }
        }
        catch (Exception error) when (IsOfBrokenRequest(error))
        {
            session.Cut();
        }
        finally
        {
            session.Carriers.EndPost();
        }
    }

    private static async Task<List<EnginePacket>> TakeAsync(EngineSession session, SessionRules rules)
    {
        List<EnginePacket> packets = [];
        using var idle = rules.Clock.Schedule(
            session.Carriers.IsProbed ? _pollWhileProbed : rules.Options.PollTimeout, session.NudgePoll);
        while (!session.Outgoing.TryTake(packets))
        {
            if (session.Outgoing.IsOver || session.Carriers.IsOnWebSocket)
            {
                return [session.Outgoing.IsOver ? EnginePacket.Close : EnginePacket.Noop];
            }

            await session.Outgoing.WaitAsync();
        }

        return packets;
    }

    private static async Task<string?> HandleAsync(EngineSession session, ReadOnlyMemory<byte> body)
    {
        if (!EnginePayload.TryRead(body, out var packets, out var problem))
        {
            session.Refuse(problem);
            return problem;
        }

        foreach (var packet in packets)
        {
            if (await session.HandleAsync(packet) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxLength)
    {
        if (request.ContentLength > maxLength)
        {
            return null;
        }

        var body = new byte[(int)(request.ContentLength ?? 1024) + 1]; // one more, to see the end without growing
        var length = 0;
        while (await request.Body.ReadAsync(body.AsMemory(length), request.HttpContext.RequestAborted) is > 0 and var read)
        {
            length += read;
            if (length > maxLength)
            {
                return null;
            }

            if (length == body.Length)
            {
                Array.Resize(ref body, Math.Min(body.Length * 2, maxLength + 1));
            }
        }

        return body.AsMemory(0, length);
    }

    private static async Task WriteAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task RefuseOverlapAsync(HttpContext context, EngineSession session)
    {
        if (session.Carriers.IsOnWebSocket)
        {
            return EngineError.BadRequest("the session is on its WebSocket; it is not polled any more.").AnswerAsync(context);
        }

        var problem = $"a {context.Request.Method} came while another waited; one at a time is allowed. The session is ended.";
        session.Refuse(problem);
        return EngineError.BadRequest(problem).AnswerAsync(context);
    }

    private static bool IsOfBrokenRequest(Exception error) => error is IOException or OperationCanceledException;
}
