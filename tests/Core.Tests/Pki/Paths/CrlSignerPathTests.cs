using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using static Shaken.Core.Tests.Support.CertificateForm;

namespace Shaken.Core.Tests.Pki.Paths;

/// <summary>Who may sign a CRL: a certificate with cRLSign, whether it is a CA's or not, and a pinned root itself.</summary>
public sealed class CrlSignerPathTests
{
    private const string CrlSignOnly = "03020102";
    private const string CertSignAndCrlSign = "03020106";

    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static CertificateForm Signer =>
        CrlSigner().With(Oids.BasicConstraints, "30030101FF", isCritical: true)
        with { Issuer = Name("SHAKEN CA 1"), Subject = Name("STI-PA CRL") };

    [Theory]
    [InlineData("3000", CrlSignOnly)]
    [InlineData("30030101FF", CrlSignOnly)]
    [InlineData("30030101FF", CertSignAndCrlSign)]
    public void Validate_SignerWithCrlSign_IsValidWhetherCaOrNot(string basicConstraints, string keyUsage)
    {
        var signer = Signer.With(Oids.BasicConstraints, basicConstraints, isCritical: true).With(Oids.KeyUsage, keyUsage, isCritical: true)
            .Sign();
        var intermediate = Intermediate().Sign();
        Assert.Equal(3, Judge(signer, intermediate, signer).Value.Path.Count);
        Assert.Same(signer, new ChainValidator([Root()]).Validate([signer, intermediate], At, LeafPurpose.CrlSigner).Value.Leaf);
    }

    [Fact]
    public void Validate_BundleWithSignerLast_FindsTheOneThatIssuesNothing()
    {
        var (signer, intermediate) = (Signer.Sign(), Intermediate().With(Oids.KeyUsage, CertSignAndCrlSign, isCritical: true).Sign());
        Assert.Same(signer, new ChainValidator([Root()]).Validate([intermediate, signer], At, LeafPurpose.CrlSigner).Value.Leaf);
        Assert.Same(intermediate, new ChainValidator([Root()]).Validate([intermediate], At, LeafPurpose.CrlSigner).Value.Leaf);
        Assert.Equal(ChainFailure.LeafIsCa,
            new ChainValidator([Root()]).Validate([Intermediate().Sign()], At, LeafPurpose.CrlSigner).Failure.Failure);
    }

    [Fact]
    public void Validate_PinnedRootItself_IsAPathOfOne()
    {
        var root = Root(CertificateForm.Root().With(Oids.KeyUsage, CertSignAndCrlSign, isCritical: true));
        var validator = new ChainValidator([root]);
        Assert.Equal([root.Certificate], validator.Validate(root.Certificate, [], At, LeafPurpose.CrlSigner).Value.Path);
        Assert.Equal([root.Certificate], validator.Validate([root.Certificate], At, LeafPurpose.CrlSigner).Value.Path);
        Assert.Equal(ChainFailure.Expired,
            validator.Validate(root.Certificate, [], root.Certificate.NotAfter.AddSeconds(1), LeafPurpose.CrlSigner).Failure.Failure);
    }

    [Fact]
    public void Validate_RootWithoutCrlSign_IsRefused()
    {
        var root = Root();
        Assert.Equal(ChainFailure.KeyNotAllowed,
            new ChainValidator([root]).Validate(root.Certificate, [], At, LeafPurpose.CrlSigner).Failure.Failure);
    }

    [Fact]
    public void Validate_CaForPassports_IsRefusedUnderEveryName()
    {
        var (ca, root) = (DelegateCa().With(Oids.KeyUsage, "03020284", isCritical: true).Sign(), Root());
        Assert.Equal(ChainFailure.LeafIsCa, new ChainValidator([root]).Validate(ca, [], At, LeafPurpose.StiEndEntity).Failure.Failure);

        // Documents of a policy administrator may be signed by any certificate below its root that may make digital signatures.
        Assert.True(new ChainValidator([root]).Validate(ca, [], At, LeafPurpose.PolicyAdministrator).IsSuccess);
    }

    [Theory]
    [InlineData("30030101FF", CrlSignOnly)]
    [InlineData("3000", CertSignAndCrlSign)]
    public void Validate_SignerThatMayNotIssue_IsNoIssuer(string basicConstraints, string keyUsage)
    {
        var signer = Intermediate().With(Oids.BasicConstraints, basicConstraints, isCritical: true)
            .With(Oids.KeyUsage, keyUsage, isCritical: true).Sign();
        Assert.Equal(ChainFailure.IssuerNotAllowed, Judge(Signer.Sign(), signer).Failure.Failure);
    }

    private static TrustedRoot Root(CertificateForm? form = null)
    {
        Assert.True(TrustedRoot.TryCreate((form ?? CertificateForm.Root()).Sign(), out var root, out var failure), failure);
        return root;
    }

    private static Outcome<CertificateChain, ChainRefusal> Judge(StiCertificate leaf, params StiCertificate[] others) =>
        new ChainValidator([Root()]).Validate(leaf, others, At, LeafPurpose.CrlSigner);
}
