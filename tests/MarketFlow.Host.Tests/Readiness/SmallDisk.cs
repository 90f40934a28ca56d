using System.ComponentModel;
using System.Diagnostics;

namespace MarketFlow.Host.Tests;

/// <summary>A real disk with hardly any room, which goes with its test. Made by <c>mount</c>, which not every user may.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<bool> _canBeMade = new(() =>
    {
        try
        {
            new SmallDisk("16k").Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("disk");

    /// <param name="size">Its size as <c>mount</c> takes it, such as <c>16k</c>.</param>
    /// <exception cref="InvalidOperationException">Here none can be made.</exception>
    public SmallDisk(string size)
    {
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", Path) != 0)
        {
            _folder.Delete();
            throw new InvalidOperationException("This user may not mount a disk here.");
        }
    }

    public static bool CanBeMade => _canBeMade.Value;

    public string Path => _folder.FullName;

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Delete(recursive: true);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return -1; // there is no such program
        }
    }
}

/// <summary>A fact about a disk that is full; skipped, saying so, where the test may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.CanBeMade ? null : "This user may not mount a small disk, so that none can be full.";
}
