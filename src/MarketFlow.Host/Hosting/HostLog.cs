namespace MarketFlow.Host;

/// <summary>What the host says, each with an event id of its own.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Warning, "The feeds were not done within {Bound}; what was under way is accounted for as shutdown.")]
    public static partial void FlowDidNotEnd(ILogger log, TimeSpan bound);

    [LoggerMessage(2, LogLevel.Information, "Everything under way was delivered or accounted for; the ledger's imbalance is {Imbalance}.")]
    public static partial void Drained(ILogger log, long imbalance);

    [LoggerMessage(3, LogLevel.Information, "The recording {File} begins, at speed {Speed}.")]
    public static partial void RecordingBegins(ILogger log, string file, double speed);

    [LoggerMessage(4, LogLevel.Information, "The recording is over: {Frames} frames were played. The host stays open.")]
    public static partial void RecordingIsOver(ILogger log, long frames);

    [LoggerMessage(5, LogLevel.Error, "The recording is over after {Frames} frames, because the rest cannot be read: {Error} The host stays open.")]
    public static partial void RecordingEndsEarly(ILogger log, long frames, string error);

    [LoggerMessage(6, LogLevel.Error, "The host could not look at itself; it tries again in a second.")]
    public static partial void LookFailed(ILogger log, Exception error);

    [LoggerMessage(50, LogLevel.Warning, "{File} cannot be read, and the first gap of a feed will not be told: {Error}")]
    public static partial void StateUnreadable(ILogger log, string file, string error);

    [LoggerMessage(51, LogLevel.Error, "{File} cannot be written, and a restart will tell too long a gap: {Error}")]
    public static partial void StateUnwritable(ILogger log, string file, string error);

    [LoggerMessage(60, LogLevel.Information, "The feeds' frames are recorded into {File}; {Recovered} bytes of a torn tail were cut off it.")]
    public static partial void RecordingStarted(ILogger log, string file, long recovered);

    [LoggerMessage(61, LogLevel.Information, "The recording {File} has ended: {Frames} frames, {Lost} more were lost to it.")]
    public static partial void RecordingStopped(ILogger log, string file, long frames, long lost);

    [LoggerMessage(62, LogLevel.Error, "{Error}")]
    public static partial void RecordingFailed(ILogger log, string error);

    [LoggerMessage(63, LogLevel.Information, "The configuration was read again; changed while running: {Settings}.")]
    public static partial void SettingsReloaded(ILogger log, string settings);

    [LoggerMessage(64, LogLevel.Warning, "The configuration was read again; a restart is needed for what changed in: {Settings}.")]
    public static partial void SettingsNeedRestart(ILogger log, string settings);

    [LoggerMessage(65, LogLevel.Error, "The configuration was changed and cannot be used; what was in force stays so. {Problems}")]
    public static partial void SettingsRefused(ILogger log, string problems);
}
