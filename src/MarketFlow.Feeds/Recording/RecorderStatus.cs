namespace MarketFlow.Feeds;

/// <summary>How a <see cref="SessionRecorder"/> is.</summary>
/// <param name="Path">The file it writes.</param>
/// <param name="IsRecording">False once it was stopped, by whomever.</param>
/// <param name="Since">When it began.</param>
/// <param name="Frames">Frames that are safe on the disk.</param>
/// <param name="Bytes">Length of the file, what was there before included.</param>
/// <param name="WaitingBytes">Bytes of frames that wait to be written.</param>
/// <param name="LostFrames">Frames that are not in the file: there was no room for them to wait, or the recording had ended by an error.</param>
/// <param name="RecoveredBytes">Bytes of a torn tail that were cut off an existing file; 0 where it was whole or new.</param>
/// <param name="Error">Why it stopped by itself, in words; null where it did not.</param>
public sealed record RecorderStatus(
    string Path, bool IsRecording, Timestamp Since, long Frames, long Bytes, long WaitingBytes, long LostFrames, long RecoveredBytes, string? Error);
