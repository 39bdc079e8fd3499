using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Advertisements;

public sealed class CpsAdvertisementReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0-1234")]
    [InlineData("1-15714341000-99")]
    [InlineData("2-12155550131")]
    public void Key_EachForm_IsReadAndWrittenTheSame(string text)
    {
        Assert.True(AdvertisedKey.TryParse(text, out var entry));
        Assert.Equal(text, AdvertisedKey.Of(entry));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0-")]
    [InlineData("0-12-34")]
    [InlineData("0-abc")]
    [InlineData("1-15714341000")]
    [InlineData("1-15714341000-1")]
    [InlineData("1-15714341000--9")]
    [InlineData("1-15714341000-99999999999999999999999999999999")]
    [InlineData("2-+12155550131")]
    [InlineData("2-1234567890123456")]
    [InlineData("3-1234")]
    [InlineData("1234")]
    public void Key_OfNoForm_IsRefused(string text) => Assert.False(AdvertisedKey.TryParse(text, out _));

    [Theory]
    [InlineData("https://cps.example.com", "https://cps.example.com/")]
    [InlineData("https://cps.example.com/", "https://cps.example.com/")]
    [InlineData("https://cps.example.com:8443/oob", "https://cps.example.com:8443/oob/")]
    public async Task Read_OfTheProvidersOwnCode_IsBelieved(string url, string baseUrl)
    {
        var world = await CallWorld.NewAsync();
        var signed = await new CpsAdvertisementSigner(world.Provider.Key, world.X5u).SignAsync(Code("1234"), url, Token);
        var advertisement = (await ReadAsync(world, signed)).Value;
        Assert.Equal(world.Provider.Id.Country, advertisement.Country);
        var entry = Assert.Single(advertisement.Entries);
        Assert.Equal(new SpcEntry(Code("1234")), entry.For);
        Assert.Equal(baseUrl, entry.BaseUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("""{"0-5678":"https://cps.example.com"}""", CpsAdvertisementFailure.EntryNotCovered)]
    [InlineData("""{"0-1234":"https://cps.example.com","0-5678":"https://cps.example.com"}""", CpsAdvertisementFailure.EntryNotCovered)]
    [InlineData("""{"2-12155550131":"https://cps.example.com"}""", CpsAdvertisementFailure.EntryNotCovered)]
    [InlineData("""{"1-15714341000-99":"https://cps.example.com"}""", CpsAdvertisementFailure.EntryNotCovered)]
    [InlineData("""{"0-1234":"http://cps.example.com"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://cps.example.com:9000"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://127.0.0.1"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://169.254.169.254"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://localhost"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://user@cps.example.com"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://cps.example.com/?to="}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":"https://cps.example.com/#"}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":5}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"0-1234":""}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{"cpsMapping":{}}""", CpsAdvertisementFailure.EntryMalformed)]
    [InlineData("""{}""", CpsAdvertisementFailure.Malformed)]
    [InlineData("""["0-1234"]""", CpsAdvertisementFailure.Malformed)]
    [InlineData("""{"0-1234":"https://a.example","0-1234":"https://b.example"}""", CpsAdvertisementFailure.Malformed)]
    public async Task Read_HostilePayload_IsRefusedForItsReason(string payload, CpsAdvertisementFailure expected)
    {
        var world = await CallWorld.NewAsync();
        var signed = await TestTokens.SignAsync(world.Provider.Key, Header(world.X5u), payload);
        Assert.Equal(expected, (await ReadAsync(world, signed)).Failure.Reason);
    }

    [Fact]
    public async Task Read_MoreEntriesThanACertificateHas_IsRefused()
    {
        var world = await CallWorld.NewAsync();
        var entries = Enumerable.Range(0, Limits.TnAuthListEntries + 1).Select(code => $"\"0-{code:D5}\":\"https://a.example\"");
        var signed = await TestTokens.SignAsync(world.Provider.Key, Header(world.X5u), $"{{{string.Join(',', entries)}}}");
        Assert.Equal(CpsAdvertisementFailure.Malformed, (await ReadAsync(world, signed)).Failure.Reason);
    }

    [Theory]
    [InlineData("""{"0-1234":"https://cps.example.com"}""")]
    [InlineData("a.b.c")]
    [InlineData("")]
    public async Task Read_WhatIsNotSigned_IsRefused(string text) =>
        Assert.Equal(CpsAdvertisementFailure.Malformed, (await ReadAsync(await CallWorld.NewAsync(), text)).Failure.Reason);

    [Fact]
    public async Task Read_PassportOfTheSameKey_IsRefused()
    {
        var world = await CallWorld.NewAsync();
        Assert.Equal(CpsAdvertisementFailure.AnotherKind, (await ReadAsync(world, await world.SignAsync())).Failure.Reason);
    }

    [Fact]
    public async Task Read_SignedByAnotherKey_IsRefused()
    {
        var world = await CallWorld.NewAsync();
        using var stranger = SoftwareKey.New();
        var signed = await new CpsAdvertisementSigner(stranger, world.X5u).SignAsync(Code("1234"), "https://cps.example.com", Token);
        Assert.Equal(CpsAdvertisementFailure.SignatureMismatch, (await ReadAsync(world, signed)).Failure.Reason);
    }

    [Fact]
    public async Task Read_WhoseCertificateCannotBeFetched_SaysNothingOfIt()
    {
        var world = await CallWorld.NewAsync();
        var signer = new CpsAdvertisementSigner(world.Provider.Key, "https://cr.example/away.pem");
        var signed = await signer.SignAsync(Code("1234"), "https://cps.example.com", Token);
        Assert.Equal(CpsAdvertisementFailure.Unreachable, (await ReadAsync(world, signed)).Failure.Reason);
    }

    [Fact]
    public async Task Read_WithTheCertificateWithin_IsBelieved()
    {
        var world = await CallWorld.NewAsync();
        var chain = string.Join(',', world.Provider.Chain.Select(one => $"\"{Convert.ToBase64String(one.Der.Span)}\""));
        var signed = await TestTokens.SignAsync(
            world.Provider.Key, $$"""{"alg":"ES256","x5c":[{{chain}}]}""", """{"0-1234":"https://cps.example.com"}""");
        Assert.True((await ReadAsync(world, signed)).IsSuccess);
    }

    private static string Header(string x5u) => $$"""{"alg":"ES256","typ":"JWT","x5u":"{{x5u}}"}""";

    private static ServiceProviderCode Code(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException("No code.", nameof(text));

    private static async Task<Outcome<CpsAdvertisement, CpsAdvertisementRefusal>> ReadAsync(CallWorld world, string text) =>
        await new CpsAdvertisementReader(world.Verdicts, new FetchingOptions()).ReadAsync(text, Token);
}
