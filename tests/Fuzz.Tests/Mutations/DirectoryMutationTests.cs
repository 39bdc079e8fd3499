using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens.Bypass;
using Shaken.Core.Trust;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>cpsMappings and bypass tokens: whatever is done to them, only what the administrator signed is believed.</summary>
public sealed class DirectoryMutationTests
{
    private const string Url = "https://sti-pa.example/signer.pem";

    [Fact]
    public async Task Read_OfMutatedCpsMappings_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var (certificates, domain, key) = SignerOf(world, SignedDocumentKind.CpsMapping);
        var reader = new CpsMappingReader(certificates, domain, world.Time);
        var expiresAt = world.Time.GetUtcNow().AddDays(7);
        IReadOnlyList<string> lists =
        [
            await CpsMappingSigner.SignAsync([(Code("1234"), "https://cps.example/cps/company/1234")], 5, expiresAt, key, Url, Token),
            await CpsMappingSigner.SignAsync(
                [(Code("1234"), "https://cps.example/x?y=%20"), (Code("818H"), "https://cps.example/z")], 6, expiresAt, key, Url, Token),
            await CpsMappingSigner.SignAsync([], 7, expiresAt, key, Url, Token),
        ];
        var signed = lists.Select(TokenEdits.SignedPartOf).ToHashSet();
        var last = (await reader.ReadAsync(lists[0], last: null, Token)).Value;
        await MutationRun.RunAsync(random => TokenEdits.MutateAsync(lists, key, random), JudgeAsync, mutant => mutant.Text);

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            if (mutant.Text.Length > Limits.TrustListOctets) return Fate.Unread;
            if (!(await reader.ReadAsync(mutant.Text, last, CancellationToken.None)).TryGet(out var mapping, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return refusal.Reason is CpsMappingFailure.Malformed or CpsMappingFailure.HeaderNotAllowed ? Fate.Unread : Fate.Refused;
            }

            var octets = TokenEdits.SignedPartOf(mapping.Kept.Compact);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
            Assert.True(mapping.Sequence >= last.Sequence);
            return Fate.Verified;
        }
    }

    [Fact]
    public async Task Verify_OfMutatedBypassTokens_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var (certificates, domain, key) = SignerOf(world, SignedDocumentKind.BypassToken);
        var verifier = new BypassTokenVerifier(certificates, domain, world.Time);
        var (now, signer) = (world.Time.GetUtcNow(), new BypassTokenSigner(key, Url));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        IReadOnlyList<string> tokens =
        [
            await signer.SignAsync(new BypassTokenClaims("sti-pa.example", provider, now, now.AddHours(24), "abc"), Token),
            await signer.SignAsync(new BypassTokenClaims("x", provider, now.AddHours(-1), now.AddHours(1), "AAAAAAAAAAAAAAAAAAAAAA"),
                Token),
        ];
        var signed = tokens.Select(TokenEdits.SignedPartOf).ToHashSet();
        await MutationRun.RunAsync(random => TokenEdits.MutateAsync(tokens, key, random), JudgeAsync, mutant => mutant.Text);

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            if (!(await verifier.VerifyAsync(mutant.Text, CancellationToken.None)).TryGet(out var token, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return refusal.Reason is BypassTokenFailure.Malformed or BypassTokenFailure.HeaderNotAllowed ? Fate.Unread : Fate.Refused;
            }

            var octets = TokenEdits.SignedPartOf(mutant.Text);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
            Assert.True(token.Claims.ExpiresAt - token.Claims.IssuedAt <= BypassTokenClaims.LongestLife);
            return Fate.Verified;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static (PublishedCertificates Certificates, TrustDomain Domain, ISigningKey Key) SignerOf(
        CallWorld world, SignedDocumentKind kind)
    {
        var signer = world.Authority.Administrator.SignerOf(kind);
        var certificates = new PublishedCertificates(world.Time);
        certificates.Publish(Url, signer.Chain);
        return (certificates, new TrustDomain([world.Authority.PolicyAdministratorRoot], world.Time), signer.Key);
    }

    private static ServiceProviderCode Code(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException(text, nameof(text));
}
