using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Paths;

/// <summary>Paths below one root that break one rule of RFC 5280, RFC 8226 or RFC 9060, and what the field does that breaks none.</summary>
public sealed class PathRuleTests
{
    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Path_OfSoundCertificates_IsValidWithoutFindings() => Assert.Empty(Judge(CertificateForm.Leaf()).Value.Findings);

    [Fact]
    public void Path_WhereSignatureAlgorithmsDiffer_IsRefused() =>
        Assert.Equal(
            ChainFailure.SignatureInvalid, Judge(CertificateForm.Leaf() with { SignedAlgorithm = Oids.EcdsaWithSha384 }).Failure.Failure);

    [Fact]
    public void Path_WithAKeyIdentifierThatIsNotTheIssuers_IsRefused() =>
        Assert.Equal(
            ChainFailure.Untrusted, Judge(CertificateForm.Leaf().With(Oids.AuthorityKeyIdentifier, $"30168014{9:X40}")).Failure.Failure);

    [Fact]
    public void Path_LongerThanItsPathLength_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lower = (CertificateForm.Intermediate() with
        {
            Issuer = CertificateForm.Intermediate().Subject,
            Subject = CertificateForm.Name("SHAKEN CA 2"),
            PublicKey = key.ExportSubjectPublicKeyInfo(),
            Signer = CertificateForm.IntermediateKey,
        }).With(Oids.AuthorityKeyIdentifier, $"30168014{2:X40}").With(Oids.SubjectKeyIdentifier, $"0414{4:X40}");
        var leaf =
            (CertificateForm.Leaf() with { Issuer = lower.Subject, Signer = key }).With(Oids.AuthorityKeyIdentifier, $"30168014{4:X40}");

        // The intermediate's path length is 0: no CA may stand below it.
        Assert.Equal(ChainFailure.PathTooLong, Judge(leaf, lower, CertificateForm.Intermediate()).Failure.Failure);
        var wider = CertificateForm.Intermediate().With(Oids.BasicConstraints, "30060101FF020101", isCritical: true);
        Assert.True(Judge(leaf, lower, wider).IsSuccess);
    }

    [Fact]
    public void Path_BelowAnIssuerWithoutKeyUsage_IsValidWithAFinding_AndWithAnotherUse_IsRefused()
    {
        Assert.Equal(
            FindingKind.KeyUsageMissing,
            Assert.Single(Judge(CertificateForm.Leaf(), CertificateForm.Intermediate().Without(Oids.KeyUsage)).Value.Findings).Kind);
        var crlSignOnly = CertificateForm.Intermediate().With(Oids.KeyUsage, "03020102", isCritical: true);
        Assert.Equal(ChainFailure.IssuerNotAllowed, Judge(CertificateForm.Leaf(), crlSignOnly).Failure.Failure);
    }

    [Fact]
    public void Path_WhoseLeafHasAKeyOnAnotherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Equal(
            ChainFailure.KeyNotAllowed,
            Judge(CertificateForm.Leaf() with { PublicKey = key.ExportSubjectPublicKeyInfo() }).Failure.Failure);
    }

    [Fact]
    public void TnAuthListOfAnIssuer_LimitsWhatIsBelow()
    {
        // The issuer: provider 1234, or ten numbers from 12025550100 on.
        var code = CertificateForm.DelegateCa();
        var block = CertificateForm.Intermediate().With(Oids.TnAuthList, "3014A1123010160B313230323535353031303002010A");
        Assert.True(Judge(CertificateForm.Leaf(), code).IsSuccess);
        Assert.Equal(
            ChainFailure.TnAuthListExceeded,
            Judge(CertificateForm.Leaf().With(Oids.TnAuthList, "3008A006160431323335"), code).Failure.Failure);
        Assert.Equal(ChainFailure.TnAuthListExceeded, Judge(CertificateForm.Leaf(), block).Failure.Failure);
        Assert.Empty(Judge(CertificateForm.DelegateLeaf(), block).Value.Findings);
        Assert.Equal(
            ChainFailure.TnAuthListExceeded,
            Judge(CertificateForm.DelegateLeaf().With(Oids.TnAuthList, "300FA20D160B3132303235353530313130"), block).Failure.Failure);

        // Which numbers are the provider's, only a number table knows.
        Assert.Equal(
            FindingKind.DelegationByCodeNotChecked, Assert.Single(Judge(CertificateForm.DelegateLeaf(), code).Value.Findings).Kind);
    }

    [Fact]
    public void Certificate_WithAnExtensionTwice_CannotBeRead()
    {
        var form = CertificateForm.Leaf();
        var toBeSigned = new CertificateFormDer(form with { Extensions = [.. form.Extensions, form.Extensions[^1]] }).ToBeSigned();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            using (writer.PushSequence()) writer.WriteObjectIdentifier(form.Algorithm);
            writer.WriteBitString(form.Signer.SignData(toBeSigned, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        Assert.False(StiCertificate.TryRead(writer.Encode(), out _, out var failure));
        Assert.Contains("twice", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2048, Oids.Sha256WithRsa, true)]
    [InlineData(1024, Oids.Sha256WithRsa, false)]
    [InlineData(2048, Oids.EcdsaWithSha256, false)]
    public void Verifies_OfAnRsaSignature_FromTheSmallestKeyAllowed(int bits, string algorithm, bool verifies)
    {
        using var key = RSA.Create(bits);
        byte[] octets = [1, 2, 3];
        var signature = key.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var form = CertificateForm.Leaf() with { PublicKey = key.ExportSubjectPublicKeyInfo() };
        Assert.Equal(verifies, form.Sign().PublicKey.Verifies(octets, signature, algorithm));
        signature[^1] ^= 1;
        Assert.False(form.Sign().PublicKey.Verifies(octets, signature, algorithm));
    }

    [Fact]
    public void Names_MatchByValue_WhateverTheirStringTypeCaseAndSpaces()
    {
        var utf8 = DistinguishedName.Of((Oids.Organization, "Example Telephone"));
        Assert.True(utf8.Matches(Name(UniversalTagNumber.PrintableString, "EXAMPLE  telephone ")));
        Assert.False(utf8.Matches(Name(UniversalTagNumber.PrintableString, "ExampleTelephone")));
        Assert.False(utf8.Matches(DistinguishedName.Of((Oids.CommonName, "Example Telephone"))));
    }

    [Fact]
    public void Names_WithTextThatLooksLikeStructure_DoNotMatch()
    {
        var two = DistinguishedName.Of((Oids.Organization, "a"), (Oids.CommonName, "b"));
        (string Type, string Text)[] imitations =
        [
            (Oids.Organization, "a\u00002.5.4.3=b"), (Oids.Organization, "a+2.5.4.3=b"), (Oids.Organization, "a1+2.5.4.3=1:b"),
            (Oids.Organization, "#0C0161"),
        ];
        Assert.All(imitations, imitation => Assert.False(two.Matches(DistinguishedName.Of(imitation))));
        Assert.All(imitations,
            imitation => Assert.False(DistinguishedName.Of(imitation).IsWithin(DistinguishedName.Of((Oids.Organization, "a")))));
        Assert.True(two.IsWithin(DistinguishedName.Of((Oids.Organization, "A"))));
        Assert.True(two.IsWithin(DistinguishedName.Of()));
        Assert.False(two.IsWithin(DistinguishedName.Of((Oids.CommonName, "b"))));
    }

    private static DistinguishedName Name(UniversalTagNumber kind, string organization)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.Organization);
            writer.WriteCharacterString(kind, organization);
        }

        return DistinguishedName.Read(writer.Encode());
    }

    private static Outcome<CertificateChain, ChainRefusal> Judge(CertificateForm leaf, params CertificateForm[] issuers)
    {
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out var failure), failure);
        var above = issuers.Length == 0 ? [CertificateForm.Intermediate()] : issuers;
        return new ChainValidator([root]).Validate([leaf.Sign(), .. above.Select(form => form.Sign())], At, LeafPurpose.StiEndEntity);
    }
}
