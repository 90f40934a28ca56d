namespace MarketFlow.Testing;

/// <summary>What must hold of every stream of market data, whatever arrives and whenever. Each law throws where it is broken.</summary>
/// <remarks>
/// They belong at the end of a test, and <see cref="Balanced(LedgerSnapshot)"/> also in its midst: call it from
/// <see cref="RecordingObserver{T}.WhileReceiving"/>. Under FsCheck an exception is a failed property, so they are used there as they are.
/// </remarks>
public static class Laws
{
    private const int Shown = 5;

    /// <summary>Every stage's account is whole: received + created = emitted + removed + held. Holds at every instant, also under load.</summary>
    /// <param name="ledger">The ledger whose stages the stream under test was given.</param>
    /// <exception cref="LawBreachException">A stage lost or invented events.</exception>
    public static void Balanced(Ledger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        Balanced(ledger.Snapshot());
    }

    /// <summary>Every stage's account is whole: received + created = emitted + removed + held. Holds at every instant, also under load.</summary>
    /// <param name="snapshot">What the ledger said.</param>
    /// <exception cref="LawBreachException">A stage lost or invented events.</exception>
    public static void Balanced(LedgerSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Demand("A stage is out of balance", snapshot.Stages.Where(stage => stage.Imbalance != 0), stage => stage.ToString());
    }

    /// <summary>
    /// Nothing is left behind: the ledger is balanced, no stage holds anything, and the stages received what the ones before them emitted,
    /// no fewer and no more (<see cref="LedgerSnapshot.InTransit"/>). Holds once the stream has ended, or was disposed and is quiet.
    /// </summary>
    /// <param name="ledger">The ledger whose stages the stream under test was given.</param>
    /// <exception cref="LawBreachException">Something was lost, is still held, or is missing between two stages.</exception>
    public static void NothingLeft(Ledger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var snapshot = ledger.Snapshot();
        Balanced(snapshot);
        Demand("A stage still holds events", snapshot.Stages.Where(stage => stage.Held != 0), stage => $"{stage.Name}: {stage.Held}");
        if (snapshot.InTransit != 0)
        {
            throw new LawBreachException(
                $"Events lost or invented between stages: {snapshot.InTransit}. {string.Join("; ", snapshot.Stages)}");
        }
    }

    /// <summary>No key comes twice: what deduplication promises, where all copies lie within its window.</summary>
    /// <param name="events">What came out, in order. Read once.</param>
    /// <param name="keyOf">Identity of an event; null where it has none, and then it may come as often as it likes.</param>
    /// <exception cref="LawBreachException">A key came again; the message shows both events and their positions.</exception>
    /// <remarks>Memory: one entry per distinct key.</remarks>
    /// <typeparam name="T">What came out.</typeparam>
    /// <typeparam name="TKey">What identifies it.</typeparam>
    public static void NothingTwice<T, TKey>(IEnumerable<T> events, Func<T, TKey> keyOf)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(keyOf);
        Demand(
            "The same came again,",
            Repeats(events, keyOf),
            pair => $"at {pair.Again.Index}: {pair.Again.Item}, as at {pair.First.Index}: {pair.First.Item}");
    }

    /// <summary>No identity comes twice: <see cref="NothingTwice{T, TKey}"/> with the vendor's identity of each event.</summary>
    /// <param name="events">What came out, in order. Read once.</param>
    /// <exception cref="LawBreachException">An identity came again; the message shows both events and their positions.</exception>
    public static void NothingTwice(IEnumerable<MarketEvent> events) => NothingTwice(events, value => value.Identity);

    /// <summary>Within each key the sequence never goes back: order is kept where it must be, e.g. per symbol. Equal and skipped numbers are no breach.</summary>
    /// <param name="events">What came out, in order. Read once.</param>
    /// <param name="keyOf">What is kept in order among itself, e.g. type and symbol.</param>
    /// <param name="sequenceOf">The position of an event in what came in, e.g. the feed's sequence.</param>
    /// <exception cref="LawBreachException">A sequence went back; the message shows both events and their positions.</exception>
    /// <remarks>Memory: one entry per distinct key.</remarks>
    /// <typeparam name="T">What came out.</typeparam>
    /// <typeparam name="TKey">What is kept in order.</typeparam>
    public static void OrderKept<T, TKey>(IEnumerable<T> events, Func<T, TKey> keyOf, Func<T, long> sequenceOf)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(sequenceOf);
        Demand(
            "The order was breached",
            StepsBack(events, keyOf, sequenceOf),
            step => $"{keyOf(step.Now.Item)}: {sequenceOf(step.Now.Item)} at {step.Now.Index} after {sequenceOf(step.Before.Item)} at {step.Before.Index}; "
                + $"{step.Now.Item} after {step.Before.Item}");
    }

    /// <summary>The same values came, each as often as expected, in whatever order: nothing was lost, invented or told twice.</summary>
    /// <param name="expected">What should have come. Read once.</param>
    /// <param name="actual">What came. Read once.</param>
    /// <param name="comparer">What makes two values the same; null for their own equality. Equality of events includes their source; to
    /// compare what they tell, give <see cref="MarketEvent.ContentComparer"/>.</param>
    /// <exception cref="LawBreachException">They differ; the message shows the first values that are missing or too many.</exception>
    /// <remarks>Memory: one entry per distinct value.</remarks>
    /// <typeparam name="T">What came.</typeparam>
    public static void SameMultiset<T>(IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? comparer = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        var missing = new Dictionary<T, long>(comparer);
        foreach (var value in expected)
        {
            missing[value] = missing.GetValueOrDefault(value) + 1;
        }

        foreach (var value in actual)
        {
            missing[value] = missing.GetValueOrDefault(value) - 1;
        }

        Demand(
            "What came differs from what was expected,",
            missing.Where(pair => pair.Value != 0),
            pair => $"{(pair.Value > 0 ? "missing" : "too many")}, {Math.Abs(pair.Value)} of {pair.Key}");
    }

    /// <summary>Events of other keys change nothing: what an operator makes of one key's events is the same with and without the others among them.</summary>
    /// <param name="events">The whole input, in order of arrival, of several keys. Read once.</param>
    /// <param name="keyOf">The key of an input, e.g. its symbol.</param>
    /// <param name="resultKeyOf">The key of an output.</param>
    /// <param name="run">
    /// Runs the operator, with state of its own, over an input and returns its whole output in order. Where the operator has a clock, the
    /// clock must go by the arrival of each input (a part of <typeparamref name="T"/>), never by its position in the list.
    /// </param>
    /// <param name="comparer">What makes two outputs the same; null for their own equality.</param>
    /// <exception cref="LawBreachException">A key's output differs; the message shows the key and both outputs.</exception>
    /// <remarks>The operator runs once over everything and once per distinct key.</remarks>
    /// <typeparam name="T">What goes in.</typeparam>
    /// <typeparam name="TResult">What comes out.</typeparam>
    /// <typeparam name="TKey">What must be kept apart.</typeparam>
    public static void OthersDoNotMatter<T, TResult, TKey>(
        IEnumerable<T> events,
        Func<T, TKey> keyOf,
        Func<TResult, TKey> resultKeyOf,
        Func<IReadOnlyList<T>, IEnumerable<TResult>> run,
        IEqualityComparer<TResult>? comparer = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(resultKeyOf);
        ArgumentNullException.ThrowIfNull(run);
        T[] all = [.. events];
        TResult[] together = [.. run(all)];
        foreach (var key in all.Select(keyOf).Distinct().ToList())
        {
            bool IsOfKey(TKey other) => EqualityComparer<TKey>.Default.Equals(other, key);
            TResult[] alone = [.. run([.. all.Where(value => IsOfKey(keyOf(value)))])];
            TResult[] amongOthers = [.. together.Where(result => IsOfKey(resultKeyOf(result)))];
            if (!alone.SequenceEqual(amongOthers, comparer))
            {
                throw new LawBreachException(
                    $"The events of other keys changed the output for {key}.\n  Alone: {string.Join("; ", alone)}\n  Among others: {string.Join("; ", amongOthers)}");
            }
        }
    }

    /// <summary>The stream kept the Rx grammar: no notification within or beside another, nothing after the end.</summary>
    /// <param name="recorder">The observer that was subscribed itself.</param>
    /// <exception cref="LawBreachException">It did not; the message shows how.</exception>
    /// <typeparam name="T">What flows.</typeparam>
    public static void Grammar<T>(RecordingObserver<T> recorder)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        ThrowIfAny("The Rx grammar was breached", recorder.ViolationCount, recorder.Violations.Take(Shown));
    }

    private static IEnumerable<((int Index, T Item) First, (int Index, T Item) Again)> Repeats<T, TKey>(IEnumerable<T> events, Func<T, TKey> keyOf)
    {
        // The key is wrapped because a dictionary takes no null, and a key may be of a type that has one.
        var first = new Dictionary<ValueTuple<TKey>, (int Index, T Item)>();
        foreach (var told in events.Index())
        {
            var key = ValueTuple.Create(keyOf(told.Item));
            if (key.Item1 is not null && !first.TryAdd(key, told))
            {
                yield return (first[key], told);
            }
        }
    }

    private static IEnumerable<((int Index, T Item) Before, (int Index, T Item) Now)> StepsBack<T, TKey>(
        IEnumerable<T> events, Func<T, TKey> keyOf, Func<T, long> sequenceOf)
        where TKey : notnull
    {
        var last = new Dictionary<TKey, (int Index, T Item)>();
        foreach (var told in events.Index())
        {
            var key = keyOf(told.Item);
            if (last.TryGetValue(key, out var before) && sequenceOf(told.Item) < sequenceOf(before.Item))
            {
                yield return (before, told);
            }

            last[key] = told;
        }
    }

    private static void Demand<TBreach>(string law, IEnumerable<TBreach> breaches, Func<TBreach, string> textOf)
    {
        var (shown, count) = (new List<string>(), 0L);
        foreach (var breach in breaches)
        {
            if (count++ < Shown)
            {
                shown.Add(textOf(breach));
            }
        }

        ThrowIfAny(law, count, shown);
    }

    private static void ThrowIfAny(string law, long count, IEnumerable<string> shown)
    {
        if (count > 0)
        {
            var (times, first) = (count == 1 ? "once" : $"{count} times", count > Shown ? $"; the first {Shown}" : string.Empty);
            throw new LawBreachException($"{law} {times}{first}:\n  {string.Join("\n  ", shown)}");
        }
    }
}
