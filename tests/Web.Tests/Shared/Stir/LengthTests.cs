using System.Net;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Shared.Stir;

/// <summary>A POST that does not say how long its body is, as no library of .NET sends one.</summary>
public sealed class LengthTests
{
    [Theory]
    [InlineData("/stir/v1/signing")]
    [InlineData("/stir/v1/verification")]
    public async Task Post_WithoutContentLength_Is411(string path)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as,vs"));
        var terms = """{"revision":0,"name":"North","provider":"US/1234","dialect":"three-gpp","reason":"test"}""";
        var administrator = $"Bearer {world.KeyOf("administrator")}";
        var made = await world.SendAsync(HttpMethod.Put, "/operator/v1/tenants/north", terms, administrator);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        await world.AsAdministratorAsync("principals", new { userId = "sbc", kind = "tenant", account = "north", reason = "test" });
        var key = await world.AsAdministratorAsync("principals/sbc/keys", new { name = "test", reason = "test" });
        using var connection = await world.Program.ConnectAsync();
        await connection.WriteAsync(
            $"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Authorization: Bearer {key.Json.GetProperty("secret").GetString()}\r\n\r\n");
        Assert.Equal("HTTP/1.1 411 Length Required", await connection.ReadLineAsync());
        while (await connection.ReadLineAsync() is { Length: > 0 })
        {
            // Headers.
        }

        Assert.Equal("""{"error":"Content-Length Missing"}""", await connection.ReadLineAsync());
    }
}
