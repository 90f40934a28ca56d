using System.Net;
using System.Net.Sockets;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The vendor that a host under test connects to: Massive's protocol on a bare socket. It sends everything, whatever is asked for.</summary>
/// <remarks>Thread-safe. Whoever connects last is sent to; vendors allow one connection as well.</remarks>
internal sealed class LoadVendor : IDisposable
{
    private readonly Socket _listener;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _writing = new();
    private Socket? _host;
    private bool _isEnded;

    /// <param name="listen">Where to serve it: an IP address and a port, 0 for a free one.</param>
    public LoadVendor(IPEndPoint listen)
    {
        _listener = new(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(listen);
        _listener.Listen();
        new Thread(Accept) { Name = "load vendor", IsBackground = true }.Start();
    }

    /// <summary>Where the host under test finds it.</summary>
    public Uri Address => new($"ws://{_listener.LocalEndPoint}/stocks");

    /// <summary>Completes when a host has shown its key or asked for something. It may ask for more when clients come.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How many connections a host made; more than one is a reconnect.</summary>
    public int Connections { get; private set; }

    /// <summary>How many frames could not be sent, for no host was connected.</summary>
    public long Unsent { get; private set; }

    /// <summary>Sends a frame and waits until the system has taken it.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        lock (_writing)
        {
            if (_host is null || !TryWrite(_host, frame))
            {
                Unsent++;
                _host = null;
            }
        }
    }

    public void Dispose()
    {
        _isEnded = true;
        _listener.Dispose();
        _host?.Dispose();
    }

    private void Accept()
    {
        while (!_isEnded)
        {
            try
            {
                var socket = _listener.Accept();
                socket.NoDelay = true;
                new Thread(() => Converse(socket)) { Name = "load vendor's conversation", IsBackground = true }.Start();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return; // the run is over
            }
        }
    }

    private void Converse(Socket socket)
    {
        using (socket)
        {
            try
            {
                Handshake.Answer(socket);
                Write(socket, MassiveControl.Connected.Span);
                FrameReader reader = new((kind, data) => Hear(socket, kind, data));
                var buffer = new byte[64 * 1024];
                for (var read = 1; read > 0;)
                {
                    read = socket.Receive(buffer);
                    reader.Read(buffer.AsSpan(0, read));
                }
            }
            catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException or InvalidDataException)
            {
                // whoever it was is gone; a host comes again, and is counted
            }
        }
    }

    private void Hear(Socket socket, FrameKind kind, ReadOnlySpan<byte> data)
    {
        if (kind is FrameKind.Ping or FrameKind.Close)
        {
            Say(socket, FrameText.Of(kind == FrameKind.Ping ? FrameKind.Pong : FrameKind.Close, data));
            return;
        }

        switch (kind == FrameKind.Text ? MassiveRequest.Parse(data) : null)
        {
            case MassiveRequest.Auth:
                Write(socket, MassiveControl.AuthSuccess.Span);
                Begin(socket);
                break;
            case MassiveRequest.Subscribe subscribe:
                Write(socket, MassiveControl.Subscribed(subscribe.Topics).Span);
                Begin(socket);
                break;
            case MassiveRequest.Unsubscribe unsubscribe:
                Write(socket, MassiveControl.Unsubscribed(unsubscribe.Topics).Span);
                break;
        }
    }

    private void Begin(Socket socket)
    {
        lock (_writing)
        {
            Connections += _host == socket ? 0 : 1;
            _host = socket;
        }

        _asked.TrySetResult();
    }

    private void Write(Socket socket, ReadOnlySpan<byte> words) => Say(socket, FrameText.Of(FrameKind.Text, words));

    private void Say(Socket socket, byte[] frame)
    {
        lock (_writing)
        {
            TryWrite(socket, frame);
        }
    }

    private static bool TryWrite(Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[socket.Send(bytes)..];
            }

            return true;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
