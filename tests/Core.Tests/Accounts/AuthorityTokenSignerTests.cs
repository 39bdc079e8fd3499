using Shaken.Core.Accounts;
using Shaken.Core.Certificates;
using Shaken.Core.Revocation;
using Shaken.Core.Signing;
using Shaken.Local.Keys;

namespace Shaken.Core.Tests.Accounts;

/// <summary>When the signer of a token is asked for, and when it is believed no more.</summary>
public sealed class AuthorityTokenSignerTests
{
    [Fact]
    public async Task Verify_OfATokenThatWouldNotBeGood_FetchesNothing_AndLooksInTheOrderOfTheRules()
    {
        var world = await TokenWorld.NewAsync();
        var (fingerprint, another) = ("SHA1 AA:BB", KeyFingerprint.Of(JsonWebKey.From(SoftwareKey.New().PublicKey)));
        (AuthorityTokenFailure Failure, string Payload)[] tokens =
        [
            (AuthorityTokenFailure.NoId, world.Payload(jti: "\"\"", exp: "1", tktype: "other", tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.Expired, world.Payload(exp: "1", tktype: "other", tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.KindNotKnown, world.Payload(tktype: "other", tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.AuthorityUnreadable, world.Payload(tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.AuthorityMismatch, world.Payload(tkvalue: "MAigBhYENTY3OA==", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.CaMismatch, world.Payload(ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.FingerprintMalformed, world.Payload(fingerprint: fingerprint)),
            (AuthorityTokenFailure.FingerprintMismatch, world.Payload(fingerprint: another)),
        ];
        foreach (var (failure, payload) in tokens)
            await world.RefusesAsync(failure, await world.SignAsync(payload, world.Header(signer: "\"x5u\":\"https://victim.example/1.pem\"")));
        Assert.Equal(0, world.Certificates.Asked);
    }

    [Theory]
    [InlineData(StatusFailure.Revoked, false)]
    [InlineData(StatusFailure.Unknown, true)]
    public async Task Verify_OfATokenWhoseSignerWasRevoked_IsRefused(StatusFailure status, bool isGood)
    {
        var world = await TokenWorld.NewAsync();
        world.Verifier = world.NewVerifier(revocation: new OneStatus(world.Administrator.SignerOf(SignedDocumentKind.SpcToken).Certificate, status));
        if (isGood) Assert.True((await world.VerifyAsync(await world.SignAsync())).IsSuccess);
        else await world.RefusesAsync(AuthorityTokenFailure.SignerUntrusted, await world.SignAsync());
    }

    private sealed class OneStatus(StiCertificate certificate, StatusFailure status) : IRevocationStatus
    {
        public long Version => 1;

        public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) =>
            new(chain.Leaf.Fingerprint == certificate.Fingerprint ? new StatusRefusal(status, "the signer was revoked") : null, [], DateTimeOffset.MaxValue);
    }
}
