using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shaken.Demo;

namespace Shaken.EndToEnd.Tests;

/// <summary>A service whose TLS root the command line does not know: cause, remedy, and the remedy works.</summary>
public sealed class UntrustedTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    [Fact]
    public async Task Ask_TlsRootUnknown_NamesTheOptionThatHelps()
    {
        using var folder = new TemporaryFolder();
        var tls = LoopbackTls.Make(folder.Path, Time);
        await File.WriteAllTextAsync(folder.File("op.key"), "op_test", Token);
        using var certificate = X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        string[] command = ["operator", "timers", "--server", server, "--key-file", "op.key"];

        var serving = AnswerAsync(listener, certificate);
        var (code, output, error) = await Programs.ShakenAsync(folder.Path, command);
        Assert.False(await serving);
        Assert.True(code == 3, $"{code}: {output}{error}");
        Assert.Contains("TLS failed: ", error, StringComparison.Ordinal);
        Assert.Contains("If the host's root is a private one, name its file with --tls-root.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner exception", error, StringComparison.OrdinalIgnoreCase);

        serving = AnswerAsync(listener, certificate);
        (code, output, error) = await Programs.ShakenAsync(folder.Path, [.. command, "--tls-root", tls.RootPath]);
        Assert.True(await serving, error);
        Assert.True(code == 0, $"{code}: {output}{error}");
    }

    // Answers one request with no timers. False: the client ended the handshake.
    private static async Task<bool> AnswerAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Token);
            var request = new byte[4096];
            if (await stream.ReadAsync(request, Token) == 0) return false;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return false;
        }

        const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head + "{\"timers\":[]}"), Token);
        await stream.ShutdownAsync();
        return true;
    }
}
