using System.Net;
using System.Net.Sockets;
using System.Text;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Limiting;

/// <summary>A body longer than its path takes is refused in words that arrive, though the client sends it to its end: a connection closed on it loses them.</summary>
public sealed class OversizeBodyTests(Deployment deployment) : IClassFixture<Deployment>
{
    private const int BodyOctets = 2 * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/cps/company/5678", "413")]
    [InlineData("/nowhere", "404")]
    public async Task Body_SentAfterTheRefusal_IsTakenAndThrownAway_AndTheConnectionServesOn(string path, string status)
    {
        var url = await deployment.StartUnderHostAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, url.Port, Token);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await WriteAsync(stream, $"POST {path} HTTP/1.1\r\nHost: cps.example\r\nContent-Type: application/passport\r\nContent-Length: {BodyOctets}\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(Token), StringComparison.Ordinal);

        await stream.WriteAsync(new byte[BodyOctets], Token);
        await WriteAsync(stream, "GET /certificates/none.pem HTTP/1.1\r\nHost: cps.example\r\nConnection: close\r\n\r\n");
        var rest = await reader.ReadToEndAsync(Token);
        Assert.Contains("HTTP/1.1 404 ", rest, StringComparison.Ordinal);
    }

    private static ValueTask WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
}
