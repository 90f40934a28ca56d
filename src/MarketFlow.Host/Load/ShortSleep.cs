using System.Runtime.InteropServices;

namespace MarketFlow.Host;

/// <summary>Sleeps of less than a millisecond, which .NET has none of: a thread that spins instead takes half of a small machine from the host under test.</summary>
internal static class ShortSleep
{
    private const long Overshoot = 60; // microseconds by which Linux wakes late
    private static bool _isMissing = !OperatingSystem.IsLinux();

    /// <summary>Sleeps until shortly before so many microseconds have passed; false where it is too short for that, or the system cannot.</summary>
    public static bool TrySleep(long microseconds)
    {
        if (_isMissing || microseconds <= Overshoot)
        {
            return false;
        }

        try
        {
            TimeSpec time = new() { Nanoseconds = (nint)((microseconds - Overshoot) * 1_000) };
            return NanoSleep(in time, 0) == 0;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            _isMissing = true;
            return false;
        }
    }

#pragma warning disable SYSLIB1054 // its generated code would make the whole project unsafe for one call
    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec time, nint remaining);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
