using System.Buffers.Text;
using System.Security.Cryptography;

namespace MarketFlow.Host;

/// <summary>The sessions that are open, by their ids.</summary>
/// <remarks>Thread-safe. Memory: the open sessions, of which there are no more than allowed.</remarks>
/// <param name="desk">What their conversations share.</param>
/// <param name="protocol">How their clients are spoken to.</param>
internal sealed class SessionRegistry(SocketIoDesk desk, StockDataProtocol protocol)
{
    private const int SidBytes = 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>What sessions are allowed.</summary>
    public SessionRules Rules => desk.Rules;

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Finds an open session; null where there is none of this id.</summary>
    public EngineSession? Find(string sid)
    {
        lock (_gate)
        {
            return _sessions.GetValueOrDefault(sid);
        }
    }

    /// <summary>Opens a session, which lives until it is cut.</summary>
    /// <param name="address">Where its client comes from, for people.</param>
    /// <param name="isOnWebSocket">True where it begins on a WebSocket.</param>
    /// <param name="isAllowed">True where the client needs no key, or has offered one that opens.</param>
    /// <param name="problem">Why there can be none, where the result is null.</param>
    public EngineSession? TryOpen(string address, bool isOnWebSocket, bool isAllowed, out string problem)
    {
        EngineSession session;
        lock (_gate)
        {
            problem = FormattableString.Invariant($"{_sessions.Count} sessions are open; allowed: {Rules.Options.MaxSessions}.");
            if (_sessions.Count >= Rules.Options.MaxSessions)
            {
                return null;
            }

            if (desk.Hub.TryJoin(address, protocol) is not { } client)
            {
                problem = FormattableString.Invariant(
                    $"{desk.Hub.Clients.Count} clients are connected; allowed: {Rules.Clients.MaxClients}, and none while the host is stopping.");
                return null;
            }

            // of the system's secure source: who guesses an id, has the session
            var sid = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SidBytes));
            session = new(sid, isOnWebSocket, client, Rules, session => new SocketIoConversation(session, isAllowed, desk), Remove);
            _sessions.Add(sid, session);
        }

        session.Open();
        return session;
    }

    private void Remove(EngineSession session)
    {
        lock (_gate)
        {
            _sessions.Remove(session.Sid);
        }

        desk.Hub.Leave(session.Client);
    }
}
