using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MarketFlow.Feeds.Tests;

/// <summary>Memory that ends where the next page may not be read: one byte too far ends the whole process, whatever the byte would have been.</summary>
/// <remarks>Linux alone, by its own calls.</remarks>
internal sealed class GuardedMemory : MemoryManager<byte>
{
    private const int None = 0, ReadAndWrite = 3, PrivateAndAnonymous = 0x22;
    private readonly nint _start;
    private readonly int _length;

    /// <param name="length">At least so many bytes can be used; rounded up to whole pages.</param>
    public GuardedMemory(int length)
    {
        var page = Environment.SystemPageSize;
        _length = (length + page - 1) / page * page;
        _start = mmap(0, (nuint)(_length + page), ReadAndWrite, PrivateAndAnonymous, -1, 0);
        Assert.NotEqual(-1, _start);
        Assert.Equal(0, mprotect(_start + _length, (nuint)page, None));
    }

    /// <summary>The frame, moved to where memory ends. The one before is gone.</summary>
    public ReadOnlyMemory<byte> Put(ReadOnlySpan<byte> frame)
    {
        frame.CopyTo(GetSpan()[(_length - frame.Length)..]);
        return Memory[(_length - frame.Length)..];
    }

    public override Span<byte> GetSpan() => MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), _start), _length);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing) => Assert.Equal(0, munmap(_start, (nuint)(_length + Environment.SystemPageSize)));

#pragma warning disable SYSLIB1054 // generated marshalling needs unsafe blocks, and there is nothing to marshal
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mprotect(nint address, nuint length, int protection);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int munmap(nint address, nuint length);
#pragma warning restore SYSLIB1054
}
