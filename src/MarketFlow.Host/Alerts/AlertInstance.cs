namespace MarketFlow.Host;

/// <summary>One rule about one thing: whether it fires, and what was told of it. Not thread-safe; <see cref="AlertBook"/> has the lock.</summary>
/// <remarks>
/// Quiet → waiting (the value is too much, not yet long enough) → firing → quiet. While waiting, one value that is allowed starts it anew.
/// While firing, a value between the clearing share of the threshold and the threshold changes nothing.
/// Of one thing it is told at most once per interval that it fires, even where it was over in between, unless it is worse than what was told.
/// </remarks>
internal sealed class AlertInstance(string name, string about, TimeSpan minimum, AlertSettings settings)
{
    private Timestamp? _since;
    private Timestamp? _toldAt;
    private AlertSeverity _told;
    private bool _isTold;
    private AlertSeverity _worst;

    /// <summary>The alert that fires; null where none does.</summary>
    public Alert? Firing { get; private set; }

    /// <summary>Looks at the next value. What is to be told, and the alert that is over, if any.</summary>
    public (AlertNewsKind? News, Alert? Resolved) Look(in AlertReading reading, Timestamp now)
    {
        if (Firing is not null)
        {
            return reading.Value <= reading.Threshold * settings.ClearAt ? (_isTold ? AlertNewsKind.Resolved : null, End(now)) : (Continue(reading, now), null);
        }

        if (reading.Value <= reading.Threshold)
        {
            _since = null;
            return default;
        }

        _since ??= now;
        if (now - _since.Value < minimum)
        {
            return default;
        }

        Firing = new()
        {
            Id = IdOf(name, about),
            Name = name,
            About = about,
            Severity = reading.Severity,
            Since = _since.Value,
            FiredAt = now,
            Value = reading.Words,
            Allowed = reading.Allowed,
            Message = reading.Message,
        };
        (_worst, _isTold) = (reading.Severity, false);
        return (Tell(now), null);
    }

    /// <summary>Nothing is read of it any more: it is over where it fires. What is to be told, and the alert that is over, if any.</summary>
    public (AlertNewsKind? News, Alert? Resolved) Gone(Timestamp now)
    {
        _since = null;
        return Firing is null ? default : (_isTold ? AlertNewsKind.Resolved : null, End(now));
    }

    /// <summary>Somebody knows of it. The first one counts. False where somebody did before.</summary>
    public bool Acknowledge(string by, Timestamp now)
    {
        if (Firing is not { Acknowledged: null } firing)
        {
            return false;
        }

        Firing = firing with { Acknowledged = new(now, by) };
        return true;
    }

    public static string IdOf(string name, string about) => $"{name}:{about}";

    private AlertNewsKind? Continue(in AlertReading reading, Timestamp now)
    {
        var firing = Firing!;
        if (reading.Value > reading.Threshold && reading.Severity > _worst)
        {
            _worst = reading.Severity;
        }

        var isEscalated = firing.IsEscalated || (firing.Acknowledged is null && now - firing.FiredAt >= settings.EscalateAfter && _worst < AlertSeverity.Critical);
        Firing = firing with
        {
            Severity = isEscalated && _worst < AlertSeverity.Critical ? _worst + 1 : _worst,
            IsEscalated = isEscalated,
            Value = reading.Words,
            Allowed = reading.Allowed,
            Message = reading.Message,
        };
        return Tell(now);
    }

    private AlertNewsKind? Tell(Timestamp now)
    {
        var firing = Firing!;
        var isWorse = _toldAt is not null && firing.Severity > _told;
        var isDue = _toldAt is not { } told || now - told >= settings.RepeatEvery;
        if (!isWorse && (!isDue || (_isTold && firing.Acknowledged is not null)))
        {
            return null;
        }

        var kind = !_isTold ? AlertNewsKind.Raised : isWorse ? AlertNewsKind.Worsened : AlertNewsKind.Repeated;
        (_toldAt, _told, _isTold) = (now, firing.Severity, true);
        return kind;
    }

    private Alert End(Timestamp now)
    {
        var resolved = Firing! with { ResolvedAt = now };
        (Firing, _since) = (null, null);
        return resolved;
    }
}
