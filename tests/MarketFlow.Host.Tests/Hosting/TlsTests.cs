using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MarketFlow.Host.Tests;

/// <summary>The host on an address with TLS and a plain one, with a certificate of its own making.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly X509Certificate2 _certificate = MakeCertificate();

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("encrypted pem")]
    [InlineData("pfx")]
    public async Task Serves_every_protocol_with_it_beside_plain(string format)
    {
        await using var application = await HostApplication.CreateAsync(
        [
            Setting("Urls", "http://127.0.0.1:0;https://127.0.0.1:0"), Setting("Simulation:EventsPerSecond", "100"), .. Written(format),
        ]);
        await application.StartAsync();

        Assert.Equal(["http", "https"], application.Urls.Select(url => new Uri(url).Scheme).Order());
        foreach (var url in application.Urls)
        {
            await GreetsAsync(url, "/stocks", MassiveClients.ConnectedSimulated);
            await GreetsAsync(url, "/v2/sip", AlpacaClients.ConnectedSimulated);
        }

        await application.StopAsync();
    }

    private static KeyValuePair<string, string?> Setting(string name, string value) => new($"{HostSettings.Section}:{name}", value);

    private async Task GreetsAsync(string url, string path, string greeting)
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            errors != SslPolicyErrors.None && certificate!.GetCertHashString() == _certificate.GetCertHashString();
        await socket.ConnectAsync(new(url.Replace("http", "ws", StringComparison.Ordinal) + path), TestClient.Patience());
        using var client = new VendorClient(socket);
        Assert.Equal(greeting, await client.ReadAsync());
        await client.CloseAsync();
    }

    private IEnumerable<KeyValuePair<string, string?>> Written(string format)
    {
        var (certificate, key) = (Path.Combine(_folder, format == "pfx" ? "host.pfx" : "host.pem"), Path.Combine(_folder, "host.key"));
        if (format == "pfx")
        {
            File.WriteAllBytes(certificate, _certificate.Export(X509ContentType.Pkcs12, "word"));
            return [Setting("Tls:Certificate", certificate), Setting("Tls:Password", "word")];
        }

        using var privateKey = _certificate.GetRSAPrivateKey()!;
        File.WriteAllText(certificate, _certificate.ExportCertificatePem());
        if (format == "pem")
        {
            File.WriteAllText(key, privateKey.ExportPkcs8PrivateKeyPem());
            return [Setting("Tls:Certificate", certificate), Setting("Tls:Key", key)];
        }

        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1_000);
        File.WriteAllText(key, privateKey.ExportEncryptedPkcs8PrivateKeyPem("word", encryption));
        return [Setting("Tls:Certificate", certificate), Setting("Tls:Key", key), Setting("Tls:Password", "word")];
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
