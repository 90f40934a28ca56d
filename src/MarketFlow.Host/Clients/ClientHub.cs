using System.Collections.Concurrent;
using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>The fan-out: gives each event to the clients that asked for it, encoded once for all that speak one protocol.</summary>
/// <remarks>
/// Events come on one thread, the delivery thread, and what clients ask for is applied on it between two events. So a client that
/// subscribes with a snapshot gets the latest of what it asked for and then every later event: no gap and no repeat. Events of a
/// snapshot carry <c>backfill</c>; what earlier topics of the client cover already is left out of it.
/// An event costs its own subscribers, whoever else is connected; none of them can delay it.
/// Memory: the clients, their topics, and what waits for each up to its bound.
/// </remarks>
internal sealed class ClientHub : IObserver<MarketEvent>
{
    private readonly ConcurrentDictionary<long, Client> _clients = new();
    private readonly TopicIndex<Client> _index;
    private readonly EventWords _words;
    private readonly TopicRequests _requests;
    private readonly Lock _joining = new();
    private ClientOptions _options;
    private readonly IScheduler _clock;
    private readonly Action<Action> _post;
    private readonly ConflateMessages _conflate;
    private readonly LedgerStage? _stage;
    private readonly Sleepers _sleepers;
    private readonly DeliveryAges? _ages;
    private bool _isDraining;
    private long _ids;

    /// <summary>Makes a hub without clients.</summary>
    /// <param name="options">What clients are allowed.</param>
    /// <param name="clock">Says when clients came, and bounds how long the end may take. No work is scheduled on it before.</param>
    /// <param name="post">Runs an action on the delivery thread, between two events. Callable from any thread, must not wait.</param>
    /// <param name="latestOf">The latest event per kind and symbol of these topics, oldest first; called on the delivery thread.</param>
    /// <param name="conflate">How events are conflated for a client that asks for it.</param>
    /// <param name="stage">The account: an event that nobody asked for is removed as filtered, one that only clients subscribe to whose protocol cannot express its unusual field as unusual, any other is emitted, once for all clients.</param>
    /// <param name="held">Counts who holds each topic, on the delivery thread; null where nobody wants to know.</param>
    /// <param name="ages">Takes how old events are when they are sent; null where nobody wants to know.</param>
    /// <param name="symbols">Warns of symbols that differ from a known one only in case; null for no warnings.</param>
    public ClientHub(
        ClientOptions options,
        IScheduler clock,
        Action<Action> post,
        Func<IReadOnlyCollection<TopicFilter>, IReadOnlyList<MarketEvent>> latestOf,
        ConflateMessages conflate,
        LedgerStage? stage = null,
        HeldTopics? held = null,
        DeliveryAges? ages = null,
        KnownSymbols? symbols = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(latestOf);
        ArgumentNullException.ThrowIfNull(conflate);
        if (options.Validate() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        (_options, _clock, _post, _conflate, _stage) = (options, clock, post, conflate, stage);
        _index = new(held);
        _ages = ages;
        _words = new(ages);
        _sleepers = new(post);
        _requests = new(_index, () => Options, latestOf, () => Verdicts, symbols);
        Symbols = symbols;
    }

    /// <summary>What clients are allowed. What changes counts for clients that come from then on, and for topics asked for from then on. Any thread.</summary>
    public ClientOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <summary>Whether prices are invented. Every protocol marks it for its clients.</summary>
    public bool IsSimulated
    {
        get => _requests.IsSimulated;
        init => _requests.IsSimulated = value;
    }

    /// <summary>Warns of symbols that differ from a known one only in case; null for no warnings. Any thread.</summary>
    public KnownSymbols? Symbols { get; }

    /// <summary>What vendors say about topics; null where no vendor is asked. Set before the first client joins.</summary>
    public TopicVerdicts? Verdicts { get; set; }

    /// <summary>The account of all clients, for the ledger's stage <c>clients</c>.</summary>
    public ClientLedger Ledger { get; } = new();

    /// <summary>The clients that are connected now. Any thread.</summary>
    public IReadOnlyCollection<Client> Clients => [.. _clients.Values];

    /// <summary>How often an event was asked for in a protocol that has no words for it. Any thread.</summary>
    public long Unspeakable => _words.Missing;

    /// <summary>How often an event matched a client's topic and was of a market that the client's path does not serve. Any thread.</summary>
    public long OtherMarkets => _words.OtherMarkets;

    /// <summary>Offers an event to everybody who asked for it. On the delivery thread; never waits for a client.</summary>
    public void OnNext(MarketEvent value)
    {
        var found = _index.Find(value);
        if (found.IsEmpty)
        {
            _stage?.Removed(RemovalReason.Filtered);
            return;
        }

        _words.Of(value);
        if (value is VendorMessage { Unusual: not null } && !HasWords(found))
        {
            _stage?.Removed(RemovalReason.Unusual);
            return;
        }

        _stage?.Passed();
        Offer(found.OfSymbol);
        Offer(found.OfAll);
        Offer(found.OfSymbolAndKind);
        Offer(found.OfKind);
        _sleepers.EventIsOut(found.Count);
    }

    /// <summary>The stream has failed: clients get what waits for them and are closed with 1011.</summary>
    public void OnError(Exception error) => Finish(ClientClose.Failed);

    /// <summary>The stream is over. Clients stay, and may still ask for the latest, until <see cref="DrainAsync"/>.</summary>
    public void OnCompleted()
    {
    }

    /// <summary>Takes a client in. Any thread.</summary>
    /// <param name="address">Where it comes from, for people.</param>
    /// <param name="protocol">How it speaks.</param>
    /// <returns>The client, or null where no more are allowed or the host is stopping.</returns>
    public Client? TryJoin(string address, ClientProtocol protocol)
    {
        lock (_joining)
        {
            if (_isDraining || _clients.Count >= Options.MaxClients)
            {
                return null;
            }

            var client = new Client(++_ids, address, protocol, new ClientOutbox(Options.MaxOutboxBytes, protocol), _conflate)
            {
                Pace = new(_ages, _clock),
                ConnectedAt = _clock.Now,
            };
            Ledger.Open(client.Outbox);
            return _clients[client.Id] = client;
        }
    }

    /// <summary>Lets a client go. What still waits for it is accounted for as shutdown. Any thread.</summary>
    public void Leave(Client client)
    {
        Ledger.Close(client.Outbox);
        _post(() => _index.Remove(client));
        _clients.TryRemove(client.Id, out _);
        client.Dispose();
    }

    /// <summary>Does what a client of <c>/ws</c> asks, on the delivery thread, and answers into its outbox. Any thread.</summary>
    /// <returns>Completes when it is done; never fails.</returns>
    public Task ApplyAsync(Client client, ClientRequest request) => OnDeliveryThreadAsync(client, () => _requests.Apply(client, request));

    /// <summary>Changes a client's topics on the delivery thread, and gives it the answers before any event of the new ones. Any thread.</summary>
    /// <returns>Completes when it is done; never fails.</returns>
    public Task ChangeTopicsAsync(Client client, TopicChange change) => OnDeliveryThreadAsync(client, () => _requests.Apply(client, change));

    /// <summary>What vendors say about these topics has changed: tells the clients that hold them. Any thread; returns at once.</summary>
    public void Reconsider(IReadOnlyList<TopicFilter> topics) => _post(() => _requests.Reconsider(topics));

    /// <summary>Lets no new client in, sends what waits, and closes everybody with 1012. Any thread.</summary>
    /// <param name="bound">How long that may take. Whoever is left after it is cut, and what waits is accounted for as shutdown.</param>
    public async Task DrainAsync(TimeSpan bound)
    {
        lock (_joining)
        {
            _isDraining = true;
        }

        var clients = Clients;
        using var deadline = _clock.Schedule(bound, () =>
        {
            foreach (var client in clients)
            {
                client.Outbox.End(ClientClose.RestartingNow);
                client.Cut();
            }
        });
        _post(() => Finish(ClientClose.Restarting));
        await Task.WhenAll(clients.Select(client => client.Left));
    }

    private void Finish(ClientClose close)
    {
        foreach (var client in Clients)
        {
            client.Finish(close);
        }
    }

    private bool HasWords(TopicIndex<Client>.Match found) =>
        HasWords(found.OfSymbol) || HasWords(found.OfAll) || HasWords(found.OfSymbolAndKind) || HasWords(found.OfKind);

    private bool HasWords(ReadOnlySpan<Client> clients)
    {
        foreach (var client in clients)
        {
            if (_words.In(client.Protocol) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void Offer(ReadOnlySpan<Client> clients)
    {
        foreach (var client in clients)
        {
            if (_words.In(client.Protocol) is { } message && client.Offer(message) is { } sleeper)
            {
                _sleepers.Add(sleeper);
            }
        }
    }

    private Task OnDeliveryThreadAsync(Client client, Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _post(() =>
        {
            try
            {
                // it may have left while the request was on its way, and must not come back into the index
                if (client.Outbox.Close is null)
                {
                    action();
                }
            }
            catch (Exception)
            {
                client.Outbox.End(ClientClose.Failed); // it is this client's request: the others go on
            }

            done.SetResult();
        });
        return done.Task;
    }
}
