using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Passports;

public sealed class PassportVerifierTests
{
    private static readonly BigInteger Order = Number(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));

    private static readonly CallParties Call = new(new NumberParty(CallWorld.Caller), new NumberParty(CallWorld.Called));

    [Theory]
    [InlineData(Attestation.A)]
    [InlineData(Attestation.B)]
    [InlineData(Attestation.C)]
    public async Task Verify_OfAGoodPassport_GivesItsClaimsAndSigner(Attestation attest)
    {
        var world = await CallWorld.NewAsync();
        var claims = world.Claims(attest);
        var token = await world.SignAsync(claims);
        var verified = (await world.VerifyAsync(token, Call)).Value;
        Assert.Equal((claims.Orig, claims.IssuedAt, claims.Shaken), (verified.Claims.Orig, verified.Claims.IssuedAt, verified.Claims.Shaken));
        Assert.Equal(claims.Dest, verified.Claims.Dest);
        Assert.Equal("US/1234", Assert.Single(verified.Signer.Providers).ToString());
        Assert.Equal(world.Provider.Certificate.Fingerprint, verified.Signer.Certificate.Fingerprint);
        Assert.Equal(token, verified.Compact);
        Assert.Equal(FindingKind.RevocationUnknown, Assert.Single(verified.Findings).Kind);
    }

    [Fact]
    public async Task Verify_OfTheBaseFormWithUris_IsGood()
    {
        var world = await CallWorld.NewAsync();
        var claims = new PassportClaims(new UriParty("sip:alice@example.com"), [new NumberParty(CallWorld.Called), new UriParty("sip:bob@example.com")], world.Time.GetUtcNow(), null);
        var verified = (await world.VerifyAsync(await world.SignAsync(claims), new CallParties(claims.Orig, claims.Dest[1]))).Value;
        Assert.Equal(claims.Dest, verified.Claims.Dest);
        Assert.Null(verified.Claims.Shaken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Verify_WithABitFlippedInAPart_IsRefused(int part)
    {
        var world = await CallWorld.NewAsync();
        var token = await world.SignAsync();
        var octets = TestTokens.Decode(token.Split('.')[0]).Length;
        for (var bit = 3; bit < octets * 8; bit += 37)
        {
            var index = bit;
            var flipped = TestTokens.WithPart(token, part, content => FlipBit(content, index));
            var refusal = (await world.VerifyAsync(flipped)).Failure;
            if (part == 2) Assert.Equal(VerificationFailure.SignatureMismatch, refusal.Reason);
        }
    }

    [Fact]
    public async Task Verify_WithAnotherDigitInANumber_IsASignatureMismatch()
    {
        var world = await CallWorld.NewAsync();
        var forged = TestTokens.WithPart(await world.SignAsync(), 1, content =>
        {
            content[Array.LastIndexOf(content, (byte)'2')] ^= 1;
            return content;
        });
        Assert.Equal(VerificationFailure.SignatureMismatch, await ReasonAsync(world, forged));
    }

    [Fact]
    public async Task Verify_OfAnotherKeysSignature_IsASignatureMismatch()
    {
        var world = await CallWorld.NewAsync();
        using var key = SoftwareKey.New();
        var forged = await new PassportSigner(key, world.X5u).SignAsync(world.Claims(), TestContext.Current.CancellationToken);
        Assert.Equal(VerificationFailure.SignatureMismatch, await ReasonAsync(world, forged));
    }

    [Theory]
    [InlineData(-61, VerificationFailure.StaleDate)]
    [InlineData(-60, null)]
    [InlineData(0, null)]
    [InlineData(60, null)]
    [InlineData(61, VerificationFailure.FutureDate)]
    [InlineData(-31536000, VerificationFailure.StaleDate)]
    [InlineData(31536000, VerificationFailure.FutureDate)]
    public async Task Verify_ByIat_IsFreshWithinSixtySecondsOnly(int seconds, VerificationFailure? reason)
    {
        var world = await CallWorld.NewAsync();
        var token = await world.SignAsync(world.Claims() with { IssuedAt = world.Time.GetUtcNow().AddSeconds(seconds) });
        var asked = world.Certificates.Asked;
        Assert.Equal(reason, await ReasonAsync(world, token));
        Assert.Equal(reason is null ? 1 : 0, world.Certificates.Asked - asked);
    }

    [Fact]
    public async Task Verify_WhenANumberIsNotTheCalls_IsRefusedAndNobodyIsAsked()
    {
        var world = await CallWorld.NewAsync();
        var other = new NumberParty(CallWorld.Number("12155550199"));
        var token = await world.SignAsync();
        var asked = world.Certificates.Asked;
        Assert.Equal(VerificationFailure.NumberMismatch, (await world.VerifyAsync(token, Call with { Orig = other })).Failure.Reason);
        Assert.Equal(VerificationFailure.NumberMismatch, (await world.VerifyAsync(token, Call with { Dest = other })).Failure.Reason);
        Assert.Equal(VerificationFailure.NumberMismatch, (await world.VerifyAsync(token, new CallParties(Call.Dest, Call.Orig))).Failure.Reason);
        Assert.Equal(asked, world.Certificates.Asked);
    }

    [Theory]
    [InlineData("1443208345", VerificationFailure.StaleDate)]
    [InlineData("\"{now}\"", VerificationFailure.PassportMalformed)]
    [InlineData("-1", VerificationFailure.PassportMalformed)]
    public async Task Verify_OfABrokenToken_MakesNobodyFetch(string iat, VerificationFailure reason)
    {
        var world = await CallWorld.NewAsync();
        var now = world.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var token = await SignAsync(world, iat.Replace("{now}", now, StringComparison.Ordinal));
        var asked = world.Certificates.Asked;
        Assert.Equal(reason, await ReasonAsync(world, token));
        Assert.Equal(asked, world.Certificates.Asked);
    }

    [Fact]
    public async Task Verify_OfTheOlderIdentityForm_TakesTextForIat()
    {
        var world = await CallWorld.NewAsync();
        var parts = (await SignAsync(world, $"\"{world.Time.GetUtcNow().ToUnixTimeSeconds()}\"")).Split('.');
        Assert.True(IdentityHeader.TryParse($"{parts[2]};info=<{world.X5u}>;alg=ES256;canon={parts[0]}.{parts[1]}", out var header, out _));
        Assert.True(header.TryReadPassport(out var passport, out _));
        var verified = (await world.Verifier.VerifyAsync(passport, Call, TestContext.Current.CancellationToken)).Value;
        Assert.Equal([FindingKind.IssuedAtIsText, FindingKind.OlderIdentityForm, FindingKind.RevocationUnknown], verified.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Verify_WhenTheCertificateCannotBeHad_IsUnreachable()
    {
        var world = await CallWorld.NewAsync();
        var token = await new PassportSigner(world.Provider.Key, "https://cr.example/none.pem").SignAsync(world.Claims(), TestContext.Current.CancellationToken);
        Assert.Equal(VerificationFailure.CertificateUnreachable, await ReasonAsync(world, token));
    }

    [Fact]
    public async Task Verify_UnderAnAuthorityThatIsOnNoList_IsUntrusted()
    {
        var world = await CallWorld.NewAsync();
        var stranger = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Example", world.Time, SystemRandom.Instance, TestContext.Current.CancellationToken);
        var provider = await stranger.IssueAsync(Hierarchy.Provider, "Example Telephone", TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        var url = world.Certificates.Publish("https://cr.example/stranger.pem", [.. provider.Chain, stranger.Root.Certificate]);
        var token = await new PassportSigner(provider.Key, url).SignAsync(world.Claims(), TestContext.Current.CancellationToken);
        Assert.Equal(VerificationFailure.CertificateUntrusted, await ReasonAsync(world, token));
    }

    [Fact]
    public async Task Verify_WithRAndNMinusS_IsTheSamePassport()
    {
        var world = await CallWorld.NewAsync();
        var token = await world.SignAsync();
        var twin = TestTokens.WithPart(token, 2, content => [.. content[..32], .. Octets(Order - Number(content[32..]))]);
        Assert.NotEqual(token, twin);
        var (first, second) = ((await world.VerifyAsync(token)).Value, (await world.VerifyAsync(twin)).Value);
        Assert.Equal(first.Identity, second.Identity);
        Assert.Matches("^[0-9a-f]{64}$", first.Identity);
    }

    [Fact]
    public async Task Verify_OfSignaturesThatAreNone_IsASignatureMismatch()
    {
        var world = await CallWorld.NewAsync();
        var token = await world.SignAsync();
        Func<byte[], byte[]>[] spoilers =
        [
            _ => new byte[64], content => content[..63], content => [.. content, 0], content => [0, .. content], _ => [],
            content => [.. new byte[32], .. content[32..]], content => [.. content[..32], .. new byte[32]],
            content => [.. content[..32], .. Octets(Order)], content => [.. Octets(Order), .. content[32..]], content => [.. content[32..], .. content[..32]],
            content => EcdsaSignature.TryRead(content, out var signature) ? signature.ToDer() : throw new InvalidOperationException(),
        ];
        foreach (var spoil in spoilers) Assert.Equal(VerificationFailure.SignatureMismatch, await ReasonAsync(world, TestTokens.WithPart(token, 2, spoil)));
    }

    [Fact]
    public async Task Verify_WhenTheListHasExpired_SaysThatThereIsNone()
    {
        var world = await CallWorld.NewAsync();
        Assert.Null(await ReasonAsync(world, await world.SignAsync()));
        world.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(VerificationFailure.NoTrustList, await ReasonAsync(world, await world.SignAsync()));
    }

    private static Task<string> SignAsync(CallWorld world, string iat) => TestTokens.SignAsync(
        world.Provider.Key,
        $$"""{"alg":"ES256","typ":"passport","x5u":"{{world.X5u}}"}""",
        """{"dest":{"tn":["12155550131"]},"iat":@,"orig":{"tn":"12155550121"}}""".Replace("@", iat, StringComparison.Ordinal));

    private static async Task<VerificationFailure?> ReasonAsync(CallWorld world, string token) =>
        (await world.VerifyAsync(token)).TryGet(out _, out var refusal) ? null : refusal.Reason;

    private static byte[] FlipBit(byte[] content, int bit)
    {
        content[bit / 8 % content.Length] ^= (byte)(1 << (bit % 8));
        return content;
    }

    private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger number)
    {
        var octets = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - octets.Length], .. octets];
    }
}
