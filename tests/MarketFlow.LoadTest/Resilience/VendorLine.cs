using System.Net;
using System.Net.Sockets;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>The way from the sender to whichever vendor is there now, and a book of what was sent when, and what nobody took.</summary>
/// <remarks>The sender's thread sends; the run's hides the vendor and brings it back. The book is read when the sender is done.</remarks>
internal sealed class VendorLine(SentEvents sent, LoadClock clock) : IDisposable
{
    private readonly List<(long End, long At, bool IsTaken)> _frames = [];
    private readonly IPEndPoint _place = new(IPAddress.Loopback, FreePort());
    private volatile LoadVendor? _vendor;

    /// <summary>Where the host finds it.</summary>
    public Uri Address => new($"ws://{_place}/stocks");

    /// <summary>A port of the loopback that is free now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends a frame, or notes that there is nobody to take it.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        var vendor = _vendor;
        var before = vendor?.Unsent ?? -1;
        vendor?.Send(frame);
        _frames.Add((sent.Next, clock.Now, vendor is not null && vendor.Unsent == before));
    }

    /// <summary>The vendor is there from now on.</summary>
    public async Task<LoadVendor> ShowAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return _vendor = new(_place);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && !cancellation.IsCancellationRequested)
            {
                await LoadClock.Delay(TimeSpan.FromMilliseconds(50), cancellation); // its predecessor's sockets are still closing
            }
        }
    }

    /// <summary>The vendor is gone, with its connections.</summary>
    public void Hide()
    {
        var vendor = _vendor;
        _vendor = null;
        vendor?.Dispose();
    }

    /// <summary>When an event was sent, on the clock, and whether anybody took it.</summary>
    public (long At, bool IsTaken) Of(long id)
    {
        var (low, high) = (0, _frames.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _frames[middle].End > id ? (low, middle) : (middle + 1, high);
        }

        return (_frames[low].At, _frames[low].IsTaken);
    }

    public void Dispose() => Hide();
}
