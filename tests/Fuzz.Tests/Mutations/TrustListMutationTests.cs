using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class TrustListMutationTests
{
    private const string Url = "https://sti-pa.example/list-signer.pem";

    [Fact]
    public async Task Read_OfMutatedTrustedCaLists_BelievesOnlyWhatWasSigned()
    {
        var world = await CallWorld.NewAsync();
        var (key, signer, pinned) = await SignerAsync(world);
        var certificates = new PublishedCertificates(world.Time);
        certificates.Publish(Url, [signer]);
        var reader = new TrustListReader(certificates, new TrustDomain([pinned], world.Time), world.Time);
        var lists = await SignAsync(world, key);
        var entries = world.Provider.Chain.Append(world.Authority.Root.Certificate).Select(certificate => DerNode.Read(certificate.Der)).ToList();
        var signed = lists.Select(TokenEdits.SignedPartOf).ToHashSet();
        var last = (await reader.ReadAsync(lists[0], null, TestContext.Current.CancellationToken)).Value;

        await MutationRun.RunAsync(MutateAsync, JudgeAsync, mutant => mutant.Text);

        async ValueTask<TokenMutant> MutateAsync(Xorshift random)
        {
            if (!random.OneIn(4)) return await TokenEdits.MutateAsync(lists, key, random);
            var entry = DerEdits.Apply(random.Pick(entries), random.Pick(entries), random);
            var token = await SignAsync(key, [random.OneIn(3) ? System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", entry) : Convert.ToBase64String(entry)], 7, world.Time.GetUtcNow().AddDays(1));
            return new TokenMutant(token, TokenEdits.SignedPartOf(token));
        }

        async ValueTask<Fate> JudgeAsync(TokenMutant mutant)
        {
            if (mutant.Text.Length > Limits.TrustListOctets) return Fate.Unread;
            var outcome = await reader.ReadAsync(mutant.Text, last, CancellationToken.None);
            if (!outcome.TryGet(out var list, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return refusal.Reason is TrustListFailure.Malformed or TrustListFailure.HeaderNotAllowed ? Fate.Unread : Fate.Refused;
            }

            var octets = TokenEdits.SignedPartOf(list.Kept.Compact);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(mutant.Text);
            Assert.True(list.Sequence >= last.Sequence);
            Assert.All(list.Roots.All, root => Assert.True(root.Certificate.IsCa && root.Certificate.IsSelfIssued));

            // It verifies everything again: a part of them is enough.
            if (mutant.Text.Length % 8 == 0) Assert.True(reader.Restore(list.Kept).IsSuccess);
            return Fate.Verified;
        }
    }

    // A policy administrator whose key is at hand.
    private static async Task<(SoftwareKey Key, StiCertificate Signer, TrustedRoot Pinned)> SignerAsync(CallWorld world)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var now = world.Time.GetUtcNow();
        DraftTerms Terms() => new(CertificateSerial.New(new Xorshift(2, 0)), now.AddDays(-1), now.AddDays(300));
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var draft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "Example STI-PA", Terms(), rootKey.PublicKey);
        var root = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), rootKey, cancellationToken)).Value;
        var signerDraft = CertificateDraft.PolicyAdministratorSigner(root, "Example STI-PA", "trusted-CA list", Terms(), key.PublicKey);
        var signer = (await new CertificateAuthority(root, rootKey).IssueAsync(Hierarchy.Linted(signerDraft), cancellationToken)).Value;
        Assert.True(TrustedRoot.TryCreate(root, out var pinned, out var failure), failure);
        return (key, signer, pinned);
    }

    private static async Task<IReadOnlyList<string>> SignAsync(CallWorld world, SoftwareKey key)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var now = world.Time.GetUtcNow();
        var roots = RealCertificates.PickedSet.Select(real => TrustedRoot.TryCreate(real.Certificate, out var root, out _) ? root : null).OfType<TrustedRoot>().Take(3).ToList();
        return
        [
            await TrustListSigner.SignAsync([world.Authority.Root], 5, now.AddDays(7), key, Url, cancellationToken),
            await TrustListSigner.SignAsync([world.Authority.Root, .. roots], 6, now.AddDays(7), key, Url, cancellationToken),
            await TrustListSigner.SignAsync([], 7, now.AddDays(7), key, Url, cancellationToken),
            await SignAsync(key, [world.Authority.Root.Certificate.ToPem(), "neither"], 8, now.AddDays(7)),
        ];
    }

    private static Task<string> SignAsync(SoftwareKey key, IReadOnlyList<string> entries, long sequence, DateTimeOffset expiresAt) => TestTokens.SignAsync(
        key,
        $$"""{"x5u":"{{Url}}","alg":"ES256"}""",
        $$"""{"version":1,"sequence":{{sequence}},"exp":{{expiresAt.ToUnixTimeSeconds()}},"trustList":{{Encoding.UTF8.GetString(CanonicalJson.WriteStrings(entries))}},"extensions":""}""");
}
