using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class CertificateMutationTests
{
    private static readonly LintProfile[] Profiles =
    [
        LintProfile.UnitedStates, LintProfile.DelegateCa, LintProfile.DelegateLeaf, LintProfile.PolicyAdministratorSigner, LintProfile.CrlSigner,
        LintProfile.National(["2.16.840.1.114569.1.1.4"], Hierarchy.Country("CA")),
    ];

    [Fact]
    public async Task Validate_OfMutatedCertificates_BelievesOnlyWhatWasSigned()
    {
        var corpus = await CertificateCorpus.NewAsync();
        Assert.InRange(corpus.Samples.Count(sample => sample.Spread.Count > 1), 20, 60);
        await MutationRun.RunAsync(
            random => ValueTask.FromResult(corpus.Mutate(random)),
            mutant => ValueTask.FromResult(Judge(corpus, mutant)),
            mutant => Convert.ToBase64String(mutant.Octets));
    }

    private static Fate Judge(CertificateCorpus corpus, CertificateMutant mutant)
    {
        if (!CertificateBundle.TryRead(mutant.Octets, out var read, out var failure))
        {
            Assert.NotEmpty(failure);
            return Fate.Unread;
        }

        foreach (var certificate in read)
        {
            foreach (var finding in CertificateLinter.Lint(certificate, Profiles[mutant.Octets.Length % Profiles.Length])) Assert.NotEmpty(finding.Detail);
            Assert.True(StiCertificate.TryRead(certificate.Der, out var again, out failure), failure);
            Assert.Equal(certificate.Fingerprint, again.Fingerprint);
            Assert.NotNull(again.Subject.ToString());
        }

        // In place of the original: as a leaf below the real chain, as a CA above the real leaf, as a root.
        var bundle = mutant.Sample.Spread.Select(certificate => certificate == mutant.Sample.Certificate ? read[0] : certificate).ToList();
        var purpose = mutant.Octets.Length % 3 == 0 ? LeafPurpose.PolicyAdministrator : LeafPurpose.StiEndEntity;
        var isBelieved = IsBelieved(corpus, mutant, corpus.Roots, bundle, purpose);
        if (TrustedRoot.TryCreate(read[0], out var root, out failure)) isBelieved |= IsBelieved(corpus, mutant, [root], bundle, purpose);
        else Assert.NotEmpty(failure);
        return isBelieved ? Fate.Verified : Fate.Refused;
    }

    private static bool IsBelieved(CertificateCorpus corpus, CertificateMutant mutant, IReadOnlyList<TrustedRoot> roots, IReadOnlyList<StiCertificate> bundle, LeafPurpose purpose)
    {
        if (!new ChainValidator(roots).Validate(bundle, mutant.Sample.At, purpose).TryGet(out var chain, out var refusal))
        {
            Assert.NotEmpty(refusal.Detail);
            return false;
        }

        foreach (var certificate in chain.Path)
        {
            if (!corpus.IsSigned(certificate) && !(mutant.SignedAnew is { } octets && certificate.ToBeSigned.Span.SequenceEqual(octets)))
                throw new FalseAcceptanceException(certificate.ToPem());
        }

        chain.Leaf.PublicKey.TryToP256(out _);
        return true;
    }
}
