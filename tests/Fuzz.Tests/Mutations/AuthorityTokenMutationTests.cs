using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class AuthorityTokenMutationTests
{
    private const string Url = "https://sti-pa.example/spc-token-1.pem";

    [Fact]
    public async Task Verify_OfMutatedAuthorityTokens_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var certificates = new PublishedCertificates(world.Time);
        certificates.Publish(Url, [world.Authority.TokenSigner]);
        var verifier = new AuthorityTokenVerifier(certificates, world.Domain, world.Time);
        var key = world.Authority.Administrator.SignerOf(SignedDocumentKind.SpcToken).Key;
        var account = JsonWebKey.From(SoftwareKey.New().PublicKey);
        var use = new AuthorityTokenUse(Convert.FromHexString("3008A006160431323334"), account, IsCa: null);
        var list = Hierarchy.Numbers("3008A006160431323334");
        var tokens = new List<string>();
        foreach (var form in (TkvalueForm[])[TkvalueForm.Base64, TkvalueForm.Base64Url])
        {
            var issuer = new SpcTokenIssuer(key, Url, form, world.Time, SystemRandom.Instance);
            tokens.Add(await issuer.IssueAsync(list, KeyFingerprint.Of(account), ca: false, TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
            tokens.Add(await issuer.IssueAsync(list, account.Thumbprint(), ca: true, TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
        }

        var signed = tokens.Select(TokenEdits.SignedPartOf).ToHashSet();
        await MutationRun.RunAsync(async random => await TokenEdits.MutateAsync(tokens, key, random), JudgeAsync, mutant => mutant.Text);

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            var outcome = await verifier.VerifyAsync(mutant.Text, use, CancellationToken.None);
            if (!outcome.TryGet(out var token, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return refusal.Failure is AuthorityTokenFailure.Malformed or AuthorityTokenFailure.HeaderNotAllowed ? Fate.Unread : Fate.Refused;
            }

            var octets = TokenEdits.SignedPartOf(mutant.Text);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
            Assert.True(token.ExpiresAt > world.Time.GetUtcNow());
            Assert.True(token.AuthorityDer.Span.SequenceEqual(use.IdentifierDer.Span));
            return Fate.Verified;
        }
    }
}
