using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Stir;

/// <summary>A POST that does not say how long its body is: the server refuses it before the program sees it.</summary>
public sealed class LengthTests
{
    [Theory]
    [InlineData("/stir/v1/signing")]
    [InlineData("/stir/v1/verification")]
    public async Task Post_WithoutContentLength_Is411(string path)
    {
        await using var program = await LoneProgram.StartAsync(("Shaken:Roles", "as,vs"));
        using var connection = await program.ConnectAsync();
        await connection.WriteAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 411 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
    }
}
