using System.Globalization;

namespace MarketFlow.Host;

/// <summary>Can an incident be recorded: is the folder there, writable, and has it room?</summary>
internal static class FolderCheck
{
    private const string Name = "recorder";
    private const int ProbeBytes = 64 * 1024;

    public static ReadinessCheck Check(RecorderSettings settings)
    {
        var folder = settings.FindFolder();
        try
        {
            Directory.CreateDirectory(folder);
            FileStreamOptions once = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose, BufferSize = 0 };
            using (FileStream probe = new(Path.Combine(folder, $".probe-{Guid.NewGuid():N}"), once))
            {
                probe.Write(new byte[ProbeBytes]);
                probe.Flush(flushToDisk: true);
            }

            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free < settings.MaxBytes
                ? ReadinessCheck.Failed(Name, $"{folder} has {Mebibytes(free)} MiB of room; must have {Mebibytes(settings.MaxBytes)} MiB, which a recording may take (Recorder:MaxBytes).")
                : ReadinessCheck.Ok(Name, $"{folder} can be written, with {Mebibytes(free)} MiB of room");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ReadinessCheck.Failed(Name, $"{folder} cannot be written: {error.Message}");
        }
    }

    private static string Mebibytes(long bytes) => (bytes / 1024 / 1024).ToString("N0", CultureInfo.InvariantCulture);
}
