using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

public sealed class ClientIdentityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_WithAnIdentity_ShowsItInTls(bool hasIdentity)
    {
        var tls = new TestTls();
        var own = tls.NewServer("reader.example");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var shown = ServeOnceAsync(listener, tls.NewServer("localhost"), own.Thumbprint);

        using var http = OperatorClient.New(new FetchingOptions { TlsRoots = tls.Roots }, hasIdentity ? new ClientIdentity(own, []) : null);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var bounds = new OperatorBounds(TimeSpan.FromSeconds(30), 100);
        var reply = await new OperatorExchange(http, new ManualTime()).SendAsync(request, bounds, Token);
        Assert.True(reply.IsSuccess);
        Assert.Equal(hasIdentity ? own.Thumbprint : null, await shown);
    }

    /// <summary>Answers one request, and gives the thumbprint of the certificate that came with it.</summary>
    internal static async Task<string?> ServeOnceAsync(TcpListener listener, X509Certificate2 certificate, string expected)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        using var stream = new SslStream(client.GetStream());
        string? shown = null;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, theirs, _, _) =>
            {
                shown = (theirs as X509Certificate2)?.Thumbprint;
                return shown is null || shown == expected;
            },
        };
        await stream.AuthenticateAsServerAsync(options, Token);
        if (await stream.ReadAsync(new byte[1], Token) == 0) return shown;
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Token);
        return shown;
    }
}
