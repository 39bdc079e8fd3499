using System.Net;
using System.Net.Sockets;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>A name that parses may still lead where nobody may go.</summary>
public sealed class FetchAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.5")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("127.0.0.1", "8.8.8.8")]
    [InlineData("8.8.8.8", "2606:4700::1111", "fe80::1")]
    public async Task Fetch_OfANameWithASpecialAddress_IsRefused(params string[] addresses)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(""));
        world.Names.Set("rebound.example.com", addresses);
        Assert.Equal(FetchFailure.AddressNotAllowed, (await world.FetchAsync("https://rebound.example.com/cert.pem")).Failure.Reason);
        Assert.Equal(["rebound.example.com"], world.Names.Lookups);
    }

    [Fact]
    public async Task Fetch_OfAnExemptHostOnAnotherPort_IsJudgedLikeAnyOther()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(""));
        Assert.Equal(FetchFailure.AddressNotAllowed, (await world.FetchAsync("https://cr.example:8443/cert.pem")).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfAnAddressInTheUrl_AsksForNoName()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(""));
        Assert.Equal(FetchFailure.AddressNotAllowed, (await world.FetchAsync("https://127.0.0.1/cert.pem")).Failure.Reason);
        Assert.Empty(world.Names.Lookups);
    }

    [Fact]
    public async Task Fetch_OfANameWithoutAddress_IsHostNotFound()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(""));
        world.Names.Set("nobody.example.com");
        Assert.Equal(FetchFailure.HostNotFound, (await world.FetchAsync("https://nobody.example.com/cert.pem")).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfAName_AsksForItsAddressOnce()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        Assert.True((await world.FetchAsync()).IsSuccess);
        Assert.Equal(["cr.example"], world.Names.Lookups);
    }

    [Fact]
    public async Task Fetch_WhenTheFirstAddressIsDead_TriesTheNext()
    {
        // Nothing listens at 127.0.0.2: the server has 127.0.0.1 only.
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        world.Names.Set("cr.example", "127.0.0.2", "::1", "127.0.0.1");
        Assert.True((await world.FetchAsync()).IsSuccess);
    }

    [Fact]
    public async Task Fetch_WhenNobodyListens_IsConnectFailed()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        world.Names.Set("cr.example", "127.0.0.2", "127.0.0.3");
        Assert.Equal(FetchFailure.ConnectFailed, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task SystemResolver_OfANameThatCannotExist_GivesNoAddress() =>
        Assert.Empty(await SystemResolver.Instance.ResolveAsync("nobody.invalid", TestContext.Current.CancellationToken));

    [Fact]
    public async Task SystemResolver_OfThisMachine_GivesLoopback() => Assert.All(
        await SystemResolver.Instance.ResolveAsync("localhost", TestContext.Current.CancellationToken),
        address => Assert.True(IPAddress.IsLoopback(address) && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6));
}
