using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Paths;

/// <summary>
/// A path is valid if one valid path exists (RFC 5280 section 6.1), whatever else lies in the bundle or on the list of roots.
/// </summary>
public sealed class PathSearchTests
{
    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Func<CertificateForm, CertificateForm>> Unfit = new()
    {
        ["expired"] = Expired,
        ["not yet valid"] = form => form with { NotBefore = At.AddDays(1) },
        ["KeyUsage without keyCertSign"] = form => form.With(Oids.KeyUsage, "03020102", isCritical: true),
        ["CA:FALSE"] = form => form.With(Oids.BasicConstraints, "3000", isCritical: true),
        ["no BasicConstraints"] = form => form.Without(Oids.BasicConstraints),
        ["version 1"] = form => form with { Version = 1 },
        ["unknown critical extension"] = form => form.With("1.2.3.4", "0500", isCritical: true),
        ["malformed extension"] = form => form.With(Oids.CertificatePolicies, "30030601"),
        ["another country"] = form => form.Named((Oids.Country, "CA"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN CA 1")),
        ["TNAuthList of another provider"] = form => form.With(Oids.TnAuthList, "3008A006160431323335"),
        ["malformed TNAuthList"] = form => form.With(Oids.TnAuthList, "3000"),
    };

    public static TheoryData<string> UnfitNames => [.. Unfit.Keys];

    [Fact]
    public void Validate_RenewedRootAfterExpiredOne_IsValidInEitherOrder()
    {
        var expired = Root(Expired(CertificateForm.Root()));
        var renewed = Root(CertificateForm.Root());
        StiCertificate[] bundle = [CertificateForm.Leaf().Sign(), CertificateForm.Intermediate().Sign()];
        TrustedRoot[][] orders = [[expired, renewed], [renewed, expired]];
        Assert.All(orders, roots => Assert.Same(renewed, Judge(roots, bundle).Value.Root));
        Assert.Equal(ChainFailure.Expired, Judge([expired], bundle).Failure.Failure);
    }

    [Theory]
    [MemberData(nameof(UnfitNames))]
    public void Validate_UnfitIssuerBesideFitOne_IsValidInEitherOrder(string name)
    {
        var (unfit, fit) = (Unfit[name](CertificateForm.Intermediate()).Sign(), CertificateForm.Intermediate().Sign());
        var (leaf, root) = (LeafBelow(unfit).Sign(), Root(CertificateForm.Root()));
        Assert.False(Judge([root], leaf, unfit).IsSuccess);

        // The issuer of another country has another name: that leaf has no other issuer.
        if (!unfit.Subject.Matches(fit.Subject)) return;
        Assert.Same(fit, Judge([root], leaf, unfit, fit).Value.Path[1]);
        Assert.Same(fit, Judge([root], leaf, fit, unfit).Value.Path[1]);
    }

    [Fact]
    public void Validate_UnfitIssuerSeveralStepsUp_TriesTheOthers()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var upper = CertificateForm.Intermediate().With(Oids.BasicConstraints, "30060101FF020101", isCritical: true);
        var lower = (CertificateForm.Intermediate() with
        {
            Issuer = upper.Subject,
            Subject = CertificateForm.Name("SHAKEN CA 2"),
            PublicKey = key.ExportSubjectPublicKeyInfo(),
            Signer = CertificateForm.IntermediateKey,
        }).Without(Oids.AuthorityKeyIdentifier).With(Oids.SubjectKeyIdentifier, $"0414{4:X40}");
        var leaf = (CertificateForm.Leaf() with { Issuer = lower.Subject, Signer = key }).Without(Oids.AuthorityKeyIdentifier).Sign();
        var (low, tooShort, expired, fit) = (lower.Sign(), CertificateForm.Intermediate().Sign(), Expired(upper).Sign(), upper.Sign());
        var (old, renewed) = (Root(Expired(CertificateForm.Root())), Root(CertificateForm.Root()));
        Assert.Equal([leaf, low, fit, renewed.Certificate], Judge([old, renewed], leaf, expired, low, tooShort, fit).Value.Path);
        Assert.Equal(ChainFailure.PathTooLong, Judge([old, renewed], leaf, expired, low, tooShort).Failure.Failure);
    }

    [Fact]
    public void Validate_NoValidPath_ReportsTheRefusalThatSaysMost()
    {
        var (leaf, root) = (CertificateForm.Leaf().Sign(), Root(CertificateForm.Root()));
        var expired = Expired(CertificateForm.Intermediate()).Sign();
        var forbidden = CertificateForm.Intermediate().With(Oids.KeyUsage, "03020102", isCritical: true).Sign();
        var fit = CertificateForm.Intermediate().Sign();

        // Equally far: a copy that has merely expired explains nothing.
        Assert.Equal(ChainFailure.IssuerNotAllowed, Judge([root], leaf, expired, forbidden).Failure.Failure);
        Assert.Equal(ChainFailure.IssuerNotAllowed, Judge([root], leaf, forbidden, expired).Failure.Failure);

        // Further up: the leaf's own purpose is looked at last.
        var withoutList = CertificateForm.Leaf().Without(Oids.TnAuthList).Sign();
        Assert.Equal(ChainFailure.NoTnAuthList, Judge([root], withoutList, forbidden, fit).Failure.Failure);

        // No path reaches a root.
        Assert.Equal(ChainFailure.Untrusted, Judge([], leaf, expired, fit).Failure.Failure);
        Assert.Equal(ChainFailure.Expired, Judge([root], Expired(CertificateForm.Leaf()).Sign(), forbidden, fit).Failure.Failure);
    }

    [Fact]
    public void Validate_RootAlsoInBundle_EndsThePathThere()
    {
        var (leaf, intermediate, root) = (CertificateForm.Leaf().Sign(), CertificateForm.Intermediate().Sign(),
            Root(CertificateForm.Root()));
        Assert.Equal([leaf, intermediate, root.Certificate], Judge([root], root.Certificate, intermediate, leaf).Value.Path);
    }

    [Fact]
    public void Validate_ManyFalseIssuers_EndsAtTheBound()
    {
        // Each has the issuer's name and identifier and another key: as many signatures to check as a stranger cares to send.
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var imitation = CertificateForm.Intermediate() with { PublicKey = other.ExportSubjectPublicKeyInfo() };
        var imitations = Enumerable.Range(0, 60).Select(number => (imitation with { SerialNumber = [0x10, (byte)number] }).Sign()).ToList();
        var (leaf, root, fit) = (CertificateForm.Leaf().Sign(), Root(CertificateForm.Root()), CertificateForm.Intermediate().Sign());
        Assert.True(Judge([root], [leaf, .. imitations.Take(40), fit]).IsSuccess);
        Assert.Equal(ChainFailure.SignatureInvalid, Judge([root], [leaf, .. imitations, fit]).Failure.Failure);
    }

    private static CertificateForm Expired(CertificateForm form) => form with { NotBefore = At.AddYears(-2), NotAfter = At.AddDays(-1) };

    private static CertificateForm LeafBelow(StiCertificate issuer) => CertificateForm.Leaf() with { Issuer = issuer.Subject };

    private static TrustedRoot Root(CertificateForm form)
    {
        Assert.True(TrustedRoot.TryCreate(form.Sign(), out var root, out var failure), failure);
        return root;
    }

    private static Outcome<CertificateChain, ChainRefusal> Judge(IReadOnlyList<TrustedRoot> roots, params StiCertificate[] bundle) =>
        new ChainValidator(roots).Validate(bundle, At, LeafPurpose.StiEndEntity);
}
