using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Delegation.Presentations;

/// <summary>The form of a presentation, before anything in it is believed.</summary>
public sealed class UntrustedPresentationTests
{
    private const string Header = """{"alg":"ES256","typ":"delegate-presentation+jwt","x5u":"https://cr.example/delegate.pem"}""";
    private const string Payload = """{"aud":"https://as.example","nonce":"n","sub":"north/acme","numbers":["12155550100-12155550199"]}""";

    [Fact]
    public async Task TryParse_WhatTheSignerMade_HasItsClaims()
    {
        Assert.True(UntrustedPresentation.TryParse(await SignAsync(Header, Payload), out var presentation, out var failure), failure);
        Assert.Equal(
            ("https://as.example", "n", "north/acme"),
            (presentation.Claims.Audience, presentation.Claims.Nonce, presentation.Claims.Customer.ToString()));
        Assert.Equal(PresentationWorld.Set("12155550100-12155550199"), presentation.Claims.Numbers);
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"delegate-presentation+jwt","x5u":"https://cr.example/d.pem"}""", Payload, "algorithm-not-es256")]
    [InlineData("""{"alg":"ES256","typ":"passport","x5u":"https://cr.example/d.pem"}""", Payload, "typ must be")]
    [InlineData("""{"alg":"ES256","x5u":"https://cr.example/d.pem"}""", Payload, "typ must be")]
    [InlineData("""{"alg":"ES256","typ":"delegate-presentation+jwt"}""", Payload, "exactly one of x5u and x5c")]
    [InlineData(
        """{"alg":"ES256","typ":"delegate-presentation+jwt","x5u":"u","x5c":["AA=="]}""", Payload, "exactly one of x5u and x5c")]
    [InlineData("""{"alg":"ES256","typ":"delegate-presentation+jwt","x5u":"u","crit":["b64"]}""", Payload, "critical-header")]
    [InlineData(Header, """{"nonce":"n","sub":"north/acme"}""", "aud must be")]
    [InlineData(Header, """{"aud":["https://as.example"],"nonce":"n","sub":"north/acme"}""", "aud must be")]
    [InlineData(Header, """{"aud":"https://as.example","sub":"north/acme"}""", "nonce must be")]
    [InlineData(Header, """{"aud":"https://as.example","nonce":"n"}""", "sub must be")]
    [InlineData(Header, """{"aud":"https://as.example","nonce":"n","sub":"north"}""", "sub must be")]
    [InlineData(Header, """{"aud":"https://as.example","nonce":"n","sub":"north/a~b"}""", "sub must be")]
    [InlineData(Header, """{"aud":"https://as.example","nonce":"n","sub":"north/acme/x"}""", "sub must be")]
    [InlineData(Header, """{"aud":"a","aud":"b","nonce":"n","sub":"north/acme"}""", "stands twice")]
    [InlineData(Header, """{"aud":"a","nonce":"n","sub":"north/acme","numbers":[]}""", "numbers must be")]
    [InlineData(Header, """{"aud":"a","nonce":"n","sub":"north/acme","numbers":"12155550100"}""", "numbers must be")]
    [InlineData(Header, """{"aud":"a","nonce":"n","sub":"north/acme","numbers":["x"]}""", "numbers, entry 1")]
    public async Task TryParse_OfAnotherForm_SaysWhich(string header, string payload, string words)
    {
        Assert.False(UntrustedPresentation.TryParse(await SignAsync(header, payload), out _, out var failure));
        Assert.Contains(words, failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryParse_OfMoreNumbersThanMayBe_IsRefused()
    {
        var many = Enumerable.Range(0, UntrustedPresentation.MaxNumbers + 1);
        var numbers = string.Join(',', many.Select(place => $"\"1215555{place:0000}\""));
        var payload = $$"""{"aud":"a","nonce":"n","sub":"north/acme","numbers":[{{numbers}}]}""";
        Assert.False(UntrustedPresentation.TryParse(await SignAsync(Header, payload), out _, out var failure));
        Assert.Contains($"1 to {UntrustedPresentation.MaxNumbers}", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_OfALongText_IsRefused() =>
        Assert.False(UntrustedPresentation.TryParse(new string('a', Limits.PresentationOctets + 1), out _, out _));

    [Theory]
    [InlineData("north~acme~" + Zeros, true)]
    [InlineData("north~acme~0", false)]
    [InlineData("north~" + Zeros, false)]
    [InlineData("North~acme~" + Zeros, false)]
    [InlineData("north~acme~x~" + Zeros, false)]
    public void TryParse_OfAnId_TakesOnlyItsForm(string text, bool isId)
    {
        Assert.Equal(isId, PresentationId.TryParse(text, out var id));
        if (isId) Assert.Equal(text, id!.ToString());
    }

    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private static Task<string> SignAsync(string header, string payload) => TestTokens.SignAsync(PresentationWorld.Key, header, payload);
}
