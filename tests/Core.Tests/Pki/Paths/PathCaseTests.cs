using System.Text;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Paths;

/// <summary>Chains that others made, each with one thing wrong (tests/Vectors/paths).</summary>
public sealed class PathCaseTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("path-intermediate-without-certsign-first", null)]
    [InlineData("path-renewed-root-expired-first", null)]
    [InlineData("path-nc-noncritical-violated", ChainFailure.NameNotPermitted)]
    [InlineData("cert-alg-params-differ", ChainFailure.SignatureInvalid)]
    [InlineData("cert-sig-missing-zero", ChainFailure.SignatureInvalid)]
    [InlineData("cert-spki-compressed", ChainFailure.KeyNotAllowed)]
    [InlineData("cert-v1-with-extensions", ChainFailure.ExtensionNotUnderstood)]
    [InlineData("cert-notafter-before-notbefore", ChainFailure.Expired)]
    [InlineData("cert-serial-21-octets", null)]
    public void Validate_OfACase_GivesItsVerdict(string name, ChainFailure? failure)
    {
        List<TrustedRoot> roots = [.. Directory.GetFiles(Path.Combine(Vectors.Folder, "paths", name), "root*.pem").SelectMany(Read)
            .Select(Root)];
        var bundle = Read(Path.Combine(Vectors.Folder, "paths", name, "chain.pem"));
        Assert.Equal(failure, Judge(roots, bundle));
        roots.Reverse();
        Assert.Equal(failure, Judge(roots, bundle));
    }

    [Theory]
    [InlineData("cert-notafter-before-notbefore", "e_rfc5280_validity_order")]
    [InlineData("cert-serial-21-octets", "e_rfc5280_serial_number_octets")]
    [InlineData("cert-v1-with-extensions", "e_rfc5280_extensions_version")]
    [InlineData("cert-alg-params-differ", "e_rfc5280_signature_algorithms_agree")]
    [InlineData("cert-spki-compressed", "e_rfc5480_public_key_point")]
    public void Lint_OfACase_FindsTheBreachUnderEveryProfile(string name, string rule)
    {
        var leaf = Read(Path.Combine(Vectors.Folder, "paths", name, "chain.pem"))[0];
        LintProfile[] profiles =
        [
            LintProfile.UnitedStates, LintProfile.DelegateCa, LintProfile.DelegateLeaf, LintProfile.PolicyAdministratorSigner,
            LintProfile.CrlSigner, LintProfile.National([Oids.UnitedStatesPolicy14], leaf.Subject.Country!),
        ];
        Assert.All(profiles,
            profile => Assert.False(Assert.Single(CertificateLinter.Lint(leaf, profile), finding => finding.Rule == rule).IsPublished));
    }

    private static ChainFailure? Judge(IReadOnlyList<TrustedRoot> roots, IReadOnlyList<StiCertificate> bundle) =>
        new ChainValidator(roots).Validate(bundle, At, LeafPurpose.StiEndEntity).TryGet(out _, out var refusal) ? null : refusal.Failure;

    private static IReadOnlyList<StiCertificate> Read(string path)
    {
        Assert.True(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(File.ReadAllText(path)), out var certificates, out var failure),
            failure);
        return certificates;
    }

    private static TrustedRoot Root(StiCertificate certificate)
    {
        Assert.True(TrustedRoot.TryCreate(certificate, out var root, out var failure), failure);
        return root;
    }
}
