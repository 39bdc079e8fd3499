using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tests.Support;

/// <summary>
/// A certificate to be filled in and signed whatever stands in it: each factory gives one that its profile has nothing to say
/// against, and a test then spoils one thing.
/// </summary>
public sealed record CertificateForm
{
    public static readonly ECDsa RootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa IntermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa LeafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly DistinguishedName RootName = Name("SHAKEN ROOT");
    private static readonly DistinguishedName IntermediateName = Name("SHAKEN CA 1");

    public int Version { get; init; } = 3;

    public byte[] SerialNumber { get; init; } = Convert.FromHexString("7F00000000000000000000000000000000000001");

    public string Algorithm { get; init; } = Oids.EcdsaWithSha256;

    public string SignedAlgorithm { get; init; } = Oids.EcdsaWithSha256;

    /// <summary>NULL as parameters of the signature algorithm, in both places.</summary>
    public bool HasAlgorithmParameters { get; init; }

    /// <summary>The encoded Validity in place of the two moments; null: those.</summary>
    public string? ValidityHex { get; init; }

    /// <summary>An encoded issuerUniqueID or subjectUniqueID; null: none.</summary>
    public string? UniqueIdentifierHex { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DistinguishedName Subject { get; init; }

    public DateTimeOffset NotBefore { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset NotAfter { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required byte[] PublicKey { get; init; }

    public required ECDsa Signer { get; init; }

    public required IReadOnlyList<(string Oid, bool IsCritical, string Hex)> Extensions { get; init; }

    public static CertificateForm Leaf() => new()
    {
        Issuer = IntermediateName,
        Subject = Name("SHAKEN 1234"),
        PublicKey = LeafKey.ExportSubjectPublicKeyInfo(),
        Signer = IntermediateKey,
        Extensions =
        [
            (Oids.BasicConstraints, true, "3000"), (Oids.KeyUsage, true, "03020780"), Identifier(Oids.SubjectKeyIdentifier, 3), Identifier(Oids.AuthorityKeyIdentifier, 2),
            Policy(Oids.UnitedStatesPolicy14), CrlDistributionPoint(), (Oids.TnAuthList, false, "3008A006160431323334"),
        ],
    };

    public static CertificateForm Intermediate() => new()
    {
        Issuer = RootName,
        Subject = IntermediateName,
        PublicKey = IntermediateKey.ExportSubjectPublicKeyInfo(),
        Signer = RootKey,
        Extensions =
        [
            (Oids.BasicConstraints, true, "30060101FF020100"), (Oids.KeyUsage, true, "03020204"), Identifier(Oids.SubjectKeyIdentifier, 2),
            Identifier(Oids.AuthorityKeyIdentifier, 1), Policy(Oids.UnitedStatesPolicy14), CrlDistributionPoint(),
        ],
    };

    public static CertificateForm Root() => new()
    {
        Issuer = RootName,
        Subject = RootName,
        PublicKey = RootKey.ExportSubjectPublicKeyInfo(),
        Signer = RootKey,
        Extensions =
        [
            (Oids.BasicConstraints, true, "30030101FF"), (Oids.KeyUsage, true, "03020204"), Identifier(Oids.SubjectKeyIdentifier, 1),
            Identifier(Oids.AuthorityKeyIdentifier, 1),
        ],
    };

    public static CertificateForm DelegateCa() => Intermediate().With(Oids.TnAuthList, "3008A006160431323334");

    public static CertificateForm DelegateLeaf() => Leaf()
        .With(Oids.TnAuthList, "300FA20D160B3132303235353530313030")
        .With(Oids.EnhancedJwtClaimConstraints, "3014A2123010160661747465737416066F7269676964");

    public static CertificateForm PolicyAdministratorSigner() => Leaf().Without(Oids.TnAuthList).Without(Oids.CertificatePolicies).Without(Oids.CrlDistributionPoints);

    public static CertificateForm CrlSigner() => PolicyAdministratorSigner().With(Oids.KeyUsage, "03020102", isCritical: true);

    public static DistinguishedName Name(string commonName) =>
        DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "Example"), (Oids.CommonName, commonName));

    public CertificateForm Without(string oid) => this with { Extensions = [.. Extensions.Where(extension => extension.Oid != oid)] };

    public CertificateForm With(string oid, string hex, bool isCritical = false) => Without(oid) with { Extensions = [.. Without(oid).Extensions, (oid, isCritical, hex)] };

    /// <summary>The same value with the other criticality.</summary>
    public CertificateForm Flip(string oid)
    {
        var (_, isCritical, hex) = Extensions.Single(extension => extension.Oid == oid);
        return With(oid, hex, !isCritical);
    }

    public CertificateForm Named(params (string Type, string Text)[] attributes) => this with { Subject = DistinguishedName.Of(attributes) };

    public StiCertificate Sign()
    {
        var toBeSigned = new CertificateFormDer(this).ToBeSigned();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            WriteAlgorithm(writer, Algorithm);
            writer.WriteBitString(Signer.SignData(toBeSigned, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        Assert.True(StiCertificate.TryRead(writer.Encode(), out var certificate, out var failure), failure);
        return certificate;
    }

    public static (string Oid, bool IsCritical, string Hex) Policy(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence()) writer.WriteObjectIdentifier(oid);
        return (Oids.CertificatePolicies, false, Convert.ToHexString(writer.Encode()));
    }

    public static (string Oid, bool IsCritical, string Hex) CrlDistributionPoint(string url = "https://pa.example/crl", bool hasCrlIssuer = true)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var first = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence(first))
            using (writer.PushSequence(first)) writer.WriteCharacterString(UniversalTagNumber.IA5String, url, new Asn1Tag(TagClass.ContextSpecific, 6));
            if (hasCrlIssuer)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2, isConstructed: true)))
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true))) writer.WriteEncodedValue(Name("STI-PA CRL").Der.Span);
            }
        }

        return (Oids.CrlDistributionPoints, false, Convert.ToHexString(writer.Encode()));
    }

    internal void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (HasAlgorithmParameters) writer.WriteNull();
        }
    }

    private static (string Oid, bool IsCritical, string Hex) Identifier(string oid, int number)
    {
        var octets = $"{number:X40}";
        return (oid, false, oid == Oids.SubjectKeyIdentifier ? "0414" + octets : "30168014" + octets);
    }
}
