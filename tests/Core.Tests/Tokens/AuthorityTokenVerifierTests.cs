using System.Globalization;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.Tokens;

public sealed class AuthorityTokenVerifierTests
{
    [Theory]
    [InlineData("MAigBhYEMTIzNA==")]
    [InlineData("MAigBhYEMTIzNA")]
    public async Task Verify_OfAGoodToken_GivesWhatItGrants(string tkvalue)
    {
        var world = await TokenWorld.NewAsync();
        var token = (await world.VerifyAsync(await world.SignAsync(world.Payload(tkvalue: tkvalue)))).Value;
        Assert.Equal(["1234"], token.Authority.Codes.Select(code => code.Value));
        Assert.Equal(TokenWorld.Identifier, token.AuthorityDer.ToArray());
        Assert.Equal(("id-1", "US", false, world.Time.GetUtcNow().AddHours(1)), (token.Id, token.Country.Value, token.IsCa, token.ExpiresAt));
    }

    [Fact]
    public async Task Verify_WithTheChainInX5c_FetchesNothing()
    {
        var world = await TokenWorld.NewAsync();
        var chain = world.Administrator.SignerOf(SignedDocumentKind.SpcToken).Chain;
        Assert.True((await world.VerifyAsync(await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(chain))))).IsSuccess);
        Assert.Equal(0, world.Certificates.Asked);
    }

    [Fact]
    public async Task Verify_WithAnX5u_FetchesOnBehalfOfTheClient()
    {
        var world = await TokenWorld.NewAsync();
        var use = new AuthorityTokenUse(TokenWorld.Identifier, world.AccountKey, IsCa: false) { Client = new ClientKey("192.0.2.1") };
        Assert.True((await world.Verifier.VerifyAsync(await world.SignAsync(), use, TestContext.Current.CancellationToken)).IsSuccess);
        Assert.Equal("192.0.2.1", world.Certificates.Client.Value);
    }

    [Theory]
    [InlineData("tnauthlist")]
    [InlineData("TnAuthList")]
    public async Task Verify_OfATktypeInAnotherCase_IsGood(string tktype)
    {
        var world = await TokenWorld.NewAsync();
        Assert.True((await world.VerifyAsync(await world.SignAsync(world.Payload(tktype: tktype)))).IsSuccess);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    [InlineData("RS256")]
    public async Task Verify_OfAnotherAlgorithm_IsRefusedBeforeAnythingIsFetched(string alg)
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.HeaderNotAllowed, await world.SignAsync(header: world.Header(alg)));
        Assert.Equal(0, world.Certificates.Asked);
    }

    [Theory]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"passport","x5u":"https://sti-pa.example/certificates/spc-token-1.pem"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","x5u":"http://sti-pa.example/certificates/spc-token-1.pem"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","x5u":"https://sti-pa.example/certificates/spc-token-1.pem","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","x5c":["AAAA"]}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","x5c":["not base64"]}""")]
    public async Task Verify_OfAHeaderThatIsNotAllowed_IsRefused(string header)
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.HeaderNotAllowed, await world.SignAsync(header: header));
        Assert.Equal(0, world.Certificates.Asked);
    }

    [Fact]
    public async Task Verify_OfHostileSizes_IsRefusedBeforeAnythingIsFetched()
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.HeaderNotAllowed, await world.SignAsync(header: world.Header(signer: $"\"x5u\":\"https://a.example/{new string('a', Limits.UriLength)}\"")));
        var certificate = world.Administrator.SignerOf(SignedDocumentKind.SpcToken).Certificate;
        await world.RefusesAsync(AuthorityTokenFailure.Malformed, await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(Enumerable.Repeat(certificate, Limits.CertificatesPerBundle + 1)))));
        await world.RefusesAsync(AuthorityTokenFailure.Malformed, await world.SignAsync(world.Payload(tkvalue: new string('A', Limits.AuthorityTokenOctets))));
        Assert.Equal(0, world.Certificates.Asked);
    }

    [Fact]
    public async Task Verify_WhileX5uDoesNotAnswer_SaysThatTryingAgainMayHelp()
    {
        var world = await TokenWorld.NewAsync();
        var token = await world.SignAsync(header: world.Header(signer: "\"x5u\":\"https://elsewhere.example/1.pem\""));
        await world.RefusesAsync(AuthorityTokenFailure.CertificateUnavailable, token);
    }

    [Fact]
    public async Task Verify_OfATokenSignedByAStranger_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        var stranger = await TokenWorld.AdministratorAsync(world.Time);
        var signer = stranger.SignerOf(SignedDocumentKind.SpcToken);
        await world.RefusesAsync(AuthorityTokenFailure.SignatureMismatch, await world.SignAsync(key: signer.Key));
        await world.RefusesAsync(AuthorityTokenFailure.SignerUntrusted, await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(signer.Chain)), key: signer.Key));

        // Neither does the pinned root's certificate beside it help.
        var withRoot = TokenWorld.X5cOf([.. signer.Chain, world.Administrator.Root.Certificate]);
        await world.RefusesAsync(AuthorityTokenFailure.SignerUntrusted, await world.SignAsync(header: world.Header(signer: withRoot), key: signer.Key));
    }

    [Theory]
    [InlineData(SignedDocumentKind.TrustedCaList)]
    [InlineData(SignedDocumentKind.CpsMapping)]
    [InlineData(SignedDocumentKind.RegistryList)]
    [InlineData(SignedDocumentKind.BypassToken)]
    [InlineData(SignedDocumentKind.Crl)]
    public async Task Verify_OfATokenByTheSignerOfAnotherKind_IsRefused_WhateverTheProfile(SignedDocumentKind kind)
    {
        var world = await TokenWorld.NewAsync();
        var signer = world.Administrator.SignerOf(kind);
        var token = await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(signer.Chain)), key: signer.Key);
        await world.RefusesAsync(AuthorityTokenFailure.SignerOfAnotherKind, token);
        world.Verifier = world.NewVerifier(AuthorityTokenProfile.Default with { SignerCommonName = kind.SignerCommonName() });
        await world.RefusesAsync(AuthorityTokenFailure.SignerOfAnotherKind, token);
    }

    [Fact]
    public async Task Verify_OfAnStiCertificatesToken_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        var calls = await CallWorld.NewAsync();
        var token = await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(calls.Provider.Chain)), key: calls.Provider.Key);
        await world.RefusesAsync(AuthorityTokenFailure.SignerUntrusted, token);
    }

    [Fact]
    public async Task Verify_AfterTheSignersCertificateExpired_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        world.Time.Advance(TimeSpan.FromDays(2000));
        await world.RefusesAsync(AuthorityTokenFailure.SignerUntrusted, await world.SignAsync());
    }

    [Fact]
    public async Task Verify_OfAChangedToken_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        var token = await world.SignAsync();
        var forged = TestTokens.WithPart(token, 1, octets => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(octets).Replace("\"ca\":false", "\"ca\":true ", StringComparison.Ordinal)));
        await world.RefusesAsync(AuthorityTokenFailure.SignatureMismatch, forged, isCa: true);
    }

    [Fact]
    public async Task Verify_FromTheSecondOfExpOn_IsExpired()
    {
        var world = await TokenWorld.NewAsync();
        var token = await world.SignAsync();
        world.Time.Advance(TimeSpan.FromSeconds(3599));
        Assert.True((await world.VerifyAsync(token)).IsSuccess);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.RefusesAsync(AuthorityTokenFailure.Expired, token);
        await world.RefusesAsync(AuthorityTokenFailure.Expired, await world.SignAsync(world.Payload(exp: "1")));
    }

    [Fact]
    public async Task Verify_OfATokenThatExpiresTooSoonForTheProfile_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        world.Verifier = world.NewVerifier(AuthorityTokenProfile.Default with { MinimumLife = TimeSpan.FromMinutes(3) });
        Assert.True((await world.VerifyAsync(await world.SignAsync(world.Payload(exp: Seconds(180))))).IsSuccess);
        await world.RefusesAsync(AuthorityTokenFailure.LifeTooShort, await world.SignAsync(world.Payload(exp: Seconds(179))));

        string Seconds(int life) => world.Time.GetUtcNow().AddSeconds(life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Verify_BeforeNbf_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        var token = await world.SignAsync(world.Payload(more: string.Create(CultureInfo.InvariantCulture, $",\"nbf\":{world.Soon - 60}")));
        await world.RefusesAsync(AuthorityTokenFailure.NotYetValid, token);
        world.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.True((await world.VerifyAsync(token)).IsSuccess);
    }

    [Fact]
    public async Task Verify_OfATokenOfAnotherType_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.KindNotKnown, await world.SignAsync(world.Payload(tktype: "JWTClaimConstraints")));
    }

    [Theory]
    [InlineData("MAigBhYENTY3OA==")]
    [InlineData("MAkWBDEyMzQwMA==")]
    [InlineData("MBCgBhYEMTIzNKAGFgQ1Njc4")]
    public async Task Verify_OfATokenForAnotherSpc_IsRefused(string tkvalue)
    {
        var world = await TokenWorld.NewAsync();
        var refusal = (await world.VerifyAsync(await world.SignAsync(world.Payload(tkvalue: tkvalue)))).Failure;
        Assert.True(refusal.Failure is AuthorityTokenFailure.AuthorityMismatch or AuthorityTokenFailure.AuthorityUnreadable, refusal.ToString());
    }

    [Fact]
    public async Task Verify_ForTheSameListInAnotherEncoding_IsRefused()
    {
        // The SPC without its [0] tag: read with a finding elsewhere, and not the identifier's DER.
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.AuthorityMismatch, await world.SignAsync(world.Payload(tkvalue: Convert.ToBase64String(Convert.FromHexString("3006130431323334")))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MAA=")]
    [InlineData("MAigBhYEMTIzNA= =")]
    [InlineData("MAigBhYEMTIzNA=")]
    [InlineData("MAigBhYEMTIzNA===")]
    [InlineData("MIQAAAAIoAYWBDEyMzQ=")]
    [InlineData("*")]
    public async Task Verify_OfATkvalueThatIsNoList_IsRefused(string tkvalue)
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.AuthorityUnreadable, await world.SignAsync(world.Payload(tkvalue: tkvalue)));
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public async Task Verify_OfAnotherCaThanIsWanted_IsRefused_BothWays(string ca, bool wanted)
    {
        var world = await TokenWorld.NewAsync();
        var token = await world.SignAsync(world.Payload(ca: ca));
        await world.RefusesAsync(AuthorityTokenFailure.CaMismatch, token, wanted);
        Assert.Equal(!wanted, (await world.VerifyAsync(token, !wanted)).Value.IsCa);
        Assert.Equal(!wanted, (await world.VerifyAsync(token, isCa: null)).Value.IsCa);
    }

    [Fact]
    public async Task Verify_OfATokenForAnotherAccount_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.FingerprintMismatch, await world.SignAsync(), accountKey: JsonWebKey.From(SoftwareKey.New().PublicKey));
    }

    [Fact]
    public async Task Verify_OfEachFormOfFingerprint_IsGood()
    {
        var world = await TokenWorld.NewAsync();
        Assert.True(world.AccountKey.TryToPublicKey(out var key));
        foreach (var fingerprint in (string[])[KeyFingerprint.Of(world.AccountKey), KeyFingerprint.OfPublicKeyInfo(key.ToSubjectPublicKeyInfo()), world.AccountKey.Thumbprint()])
            Assert.True((await world.VerifyAsync(await world.SignAsync(world.Payload(fingerprint: fingerprint)))).IsSuccess, fingerprint);
    }

    [Fact]
    public async Task Verify_OfAFingerprintOfNoKnownForm_IsRefused()
    {
        var world = await TokenWorld.NewAsync();
        await world.RefusesAsync(AuthorityTokenFailure.FingerprintMalformed, await world.SignAsync(world.Payload(fingerprint: "SHA1 AA:BB")));
    }
}
