using System.Globalization;

namespace MarketFlow.Host;

/// <summary>CPU time of one thread, where the system tells it (Linux).</summary>
internal sealed class ThreadUsage
{
    private const double TicksPerSecond = 100; // USER_HZ, which Linux fixes for /proc
    private string? _path;

    /// <summary>From here on the calling thread is the one.</summary>
    public void Begin()
    {
        try
        {
            _path = File.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false) is { } self ? $"/proc/{Relative(self.FullName)}/stat" : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _path = null;
        }
    }

    /// <summary>Seconds of CPU so far; null where nobody tells, or the thread has ended.</summary>
    public double? Seconds()
    {
        try
        {
            return _path is null ? null : Read(File.ReadAllText(_path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Relative(string target) => target[(target.IndexOf("/proc/", StringComparison.Ordinal) + "/proc/".Length)..];

    // The fields after the name, which is in parentheses and may hold anything: the 12th and 13th are user and system time.
    private static double Read(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
