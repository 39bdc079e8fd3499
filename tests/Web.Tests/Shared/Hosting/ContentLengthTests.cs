using System.Globalization;
using System.Net;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>Content-Length is digits and nothing else (RFC 9110 section 8.6): what two servers could read in two ways is refused.</summary>
public sealed class ContentLengthTests
{
    [Theory]
    [InlineData("Content-Length: +5", 400)]
    [InlineData("Content-Length: -0", 400)]
    [InlineData("Content-Length: +0", 400)]
    [InlineData("Content-Length: -5", 400)]
    [InlineData("Content-Length: 0x5", 400)]
    [InlineData("Content-Length: 5.0", 400)]
    [InlineData("Content-Length: 5 5", 400)]
    [InlineData("Content-Length: 5, 5", 400)]
    [InlineData("Content-Length: 5,6", 400)]
    [InlineData("Content-Length:", 400)]
    [InlineData("Content-Length: ", 400)]
    [InlineData("Content-Length: \u00b5", 400)]
    [InlineData("Content-Length: 99999999999999999999", 400)]
    [InlineData("Content-Length: 00000000000000000005", 400)]
    [InlineData("Content-Length: 5\r\nContent-Length: 5", 400)]
    [InlineData("Content-Length: 5\r\nContent-Length: 6", 400)]
    [InlineData("Content-Length : 5", 400)]
    [InlineData("Content-Length: 5", 404)]
    [InlineData("Content-Length:  5 ", 404)]
    [InlineData("Content-Length:\t5", 404)]
    [InlineData("Content-Length: 0005", 404)]
    [InlineData("content-length: 5", 404)]
    public async Task ContentLength_OfOtherThanDigits_Is400(string header, int status)
    {
        await using var program = await LoneProgram.StartAsync();
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync($"POST /nowhere HTTP/1.1\r\nHost: cps.example\r\n{header}\r\n\r\nhello");
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), await connection.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", HttpStatusCode.NotFound)]
    [InlineData("0", HttpStatusCode.NotFound)]
    public async Task ContentLength_OfDigits_Http2_IsTaken(string length, HttpStatusCode status)
    {
        await using var deployment = new Deployment();
        await deployment.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Cps, "/nowhere")) { Content = new ByteArrayContent(new byte[int.Parse(length, CultureInfo.InvariantCulture)]), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await deployment.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
    }
}
