using System.Security.Cryptography;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class CrlMutationTests
{
    private const string Url = "https://sti-pa.example/download/v1/crl";

    private static readonly DateTimeOffset Now = Hierarchy.Start.AddDays(30);

    [Fact]
    public async Task Verify_OfMutatedCrls_BelievesOnlyWhatWasSigned()
    {
        var (signer, key, root) = await SignerAsync();
        var trust = new CrlTrust([signer.Certificate], [root], []);
        byte[][] lists = [await SignAsync(signer, CrlScope.ManyIssuers, 0), await SignAsync(signer, CrlScope.ManyIssuers, 3), await SignAsync(signer, CrlScope.OwnIssuer, 3)];
        var nodes = lists.Select(list => DerNode.Read(list)).ToList();
        var parts = lists.Select(list => DerNode.Read(Read(list).ToBeSigned)).ToList();
        var signed = lists.Select(list => Convert.ToHexString(Read(list).ToBeSigned.Span)).ToHashSet();
        await MutationRun.RunAsync(MutateAsync, mutant => ValueTask.FromResult(Judge(mutant)), mutant => Convert.ToBase64String(mutant.Octets));

        async ValueTask<Mutant> MutateAsync(Xorshift random)
        {
            if (random.OneIn(2)) return new Mutant(DerEdits.Apply(random.Pick(nodes), random.Pick(nodes), random), SignedAnew: null);

            // A trusted key that signs what no rule would let it: the reader's bounds hold against it too.
            var part = DerEdits.Apply(random.Pick(parts), random.Pick(parts), random);
            var signature = (await key.SignAsync(SHA256.HashData(part), CancellationToken.None)).ToDer();
            return new Mutant(DerNode.Wrap(0x30, [.. part, .. DerNode.Wrap(0x30, [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]), .. DerNode.Wrap(0x03, [0, .. signature])]), Convert.ToHexString(part));
        }

        Fate Judge(Mutant mutant)
        {
            if (!UntrustedCrl.TryRead(mutant.Octets, out var crl, out var failure))
            {
                Assert.NotEmpty(failure);
                return Fate.Unread;
            }

            if (!CrlIndex.TryRead(crl, out _, out failure)) Assert.NotEmpty(failure);
            if (!CrlVerifier.Verify(crl, Url, trust, last: null, Now).TryGet(out var list, out var refusal))
            {
                Assert.NotEmpty(refusal.Detail);
                return Fate.Refused;
            }

            var octets = Convert.ToHexString(crl.ToBeSigned.Span);
            if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(Convert.ToBase64String(mutant.Octets));
            list.Index.Find(signer.Certificate);
            return Fate.Verified;
        }
    }

    private static UntrustedCrl Read(byte[] octets)
    {
        Assert.True(UntrustedCrl.TryRead(octets, out var crl, out var failure), failure);
        return crl;
    }

    private static async Task<(CrlSigner Signer, SoftwareKey Key, TrustedRoot Root)> SignerAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "STI-PA", Hierarchy.Terms(), rootKey.PublicKey);
        var root = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(rootDraft), rootKey, cancellationToken)).Value;
        var draft = CertificateDraft.CrlSigner(root, "STI-PA", Hierarchy.Terms(), key.PublicKey);
        var certificate = (await new CertificateAuthority(root, rootKey).IssueAsync(Hierarchy.Linted(draft), cancellationToken)).Value;
        Assert.True(TrustedRoot.TryCreate(root, out var trusted, out var failure), failure);
        return (new CrlSigner(certificate, key), key, trusted);
    }

    private static async Task<byte[]> SignAsync(CrlSigner signer, CrlScope scope, int entries)
    {
        var terms = new CrlTerms(signer.Certificate, scope, 7, Now, Now.AddDays(1), Url) { SignerUrl = "https://sti-pa.example/signer.cer" };
        var draft = new CrlDraft(terms, entries);
        for (var number = 1; number <= entries; number++)
        {
            var issuer = scope == CrlScope.OwnIssuer ? signer.Certificate.Subject : DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, $"SHAKEN CA {number % 2}"));
            draft.Add(new RevocationEntry(issuer, new byte[] { 0x10, (byte)number }, (RevocationReason)number, Now, Now.AddDays(9), "test", Now));
        }

        return await signer.SignAsync(draft.Lint().Value, TestContext.Current.CancellationToken);
    }

    private sealed record Mutant(byte[] Octets, string? SignedAnew);
}
