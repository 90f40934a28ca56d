using System.Runtime.InteropServices;

namespace MarketFlow.Host.Tests;

/// <summary>Memory of this process that is really there, until it is given back.</summary>
internal sealed class TakenMemory : IDisposable
{
    private readonly nint _address;

    public TakenMemory(int bytes)
    {
        _address = Marshal.AllocHGlobal(bytes);
        for (var page = 0; page < bytes; page += 4_096) // only what is touched is resident
        {
            Marshal.WriteByte(_address, page, 1);
        }
    }

    public void Dispose() => Marshal.FreeHGlobal(_address);
}
