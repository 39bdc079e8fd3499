using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Limiting;

/// <summary>Connections are bounded when they are accepted: those of one address, and those of all ports together.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_PastTheShareOfOneAddress_AreClosed_AndAnotherIsServed()
    {
        await using var program = await LoneProgram.StartAsync(("Limits:PerAddressConnections", "3"));
        var idle = new List<RawConnection>();
        for (var count = 0; count < 3; count++) idle.Add(await program.ConnectAsync("127.0.0.2"));
        await UntilOpenAsync(program, 3);
        Assert.True(await IsTurnedAwayAsync(program, "127.0.0.2"));
        await IsServedAsync(program, "127.0.0.3");
        await IsServedAsync(idle[0]);

        // A closed connection gives its place back.
        idle[1].Dispose();
        await UntilOpenAsync(program, 2);
        using (var again = await program.ConnectAsync("127.0.0.2")) await IsServedAsync(again);
        idle.ForEach(connection => connection.Dispose());
        Assert.Contains(program.Log, line => line.StartsWith("Warning 8115 ", StringComparison.Ordinal) && line.Contains("127.0.0.2", StringComparison.Ordinal));
    }

    // The reset may come before connecting has returned, or with the first read.
    private static async Task<bool> IsTurnedAwayAsync(LoneProgram program, string from)
    {
        try
        {
            using var connection = await program.ConnectAsync(from);
            return await connection.ReadLineAsync() is null;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return true;
        }
    }

    [Fact]
    public async Task Connections_WhenAllPlacesAreTaken_TheBusiestAddressLosesItsOldest()
    {
        await using var program = await LoneProgram.StartAsync(("Limits:Connections", "8"), ("Limits:PerAddressConnections", "100"));
        var idle = new List<RawConnection>();
        for (var count = 0; count < 8; count++) idle.Add(await program.ConnectAsync("127.0.0.2"));
        await UntilOpenAsync(program, 8);
        using var other = await program.ConnectAsync("127.0.0.3");
        await IsServedAsync(other);
        Assert.Null(await idle[0].ReadLineAsync());
        await IsServedAsync(idle[7]);
        idle.ForEach(connection => connection.Dispose());
        Assert.Contains(program.Log, line => line.StartsWith("Warning 8116 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_OfATrustedProxy_HaveNoShare()
    {
        await using var program = await LoneProgram.StartAsync(("Limits:PerAddressConnections", "1"), ("Limits:TrustedProxies", "127.0.0.2/32"));
        using var first = await program.ConnectAsync("127.0.0.2");
        using var second = await program.ConnectAsync("127.0.0.2");
        await IsServedAsync(second);
        await IsServedAsync(first);
    }

    [Theory]
    [InlineData(null, 4096, 4096)]
    [InlineData(1_048_576L, 4096, 4096)]
    [InlineData(1024L, 4096, 768)]
    [InlineData(256L, 4096, 128)]
    [InlineData(1024L, 100, 100)]
    [InlineData(1L, 100, 1)]
    public void ConnectionsBelow_LeavesDescriptorsForEverythingElse(long? limit, int wanted, int most) => Assert.Equal(most, DescriptorLimit.ConnectionsBelow(limit, wanted));

    [Fact]
    public void DescriptorLimit_OnUnix_IsKnown() => Assert.Equal(!OperatingSystem.IsWindows(), DescriptorLimit.Find() is > 0);

    private static async Task UntilOpenAsync(LoneProgram program, int count)
    {
        var listeners = (BoundedListeners)program.Services.GetRequiredService<IConnectionListenerFactory>();
        for (var round = 0; round < 1_000_000 && listeners.Count != count; round++) await Task.Yield();
        Assert.Equal(count, listeners.Count);
    }

    private static async Task IsServedAsync(LoneProgram program, string from)
    {
        using var client = program.NewClient(from);
        using var response = await client.GetAsync(new Uri(program.Url, "/certificates/none.pem"), Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task IsServedAsync(RawConnection connection)
    {
        await connection.WriteAsync("HEAD /certificates/none.pem HTTP/1.1\r\nHost: cps.example\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", await connection.ReadLineAsync(), StringComparison.Ordinal);
    }
}
