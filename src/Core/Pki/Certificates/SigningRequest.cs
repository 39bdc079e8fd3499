using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// A CSR (PKCS#10, RFC 2986) whose key signed it: its maker has that key. It asks for content; the profile decides.
/// </summary>
public sealed class SigningRequest
{
    internal SigningRequest(
        ReadOnlyMemory<byte> der, DistinguishedName subject, SubjectPublicKey publicKey, EcdsaPublicKey key,
        CertificateExtensions extensions)
    {
        Der = der;
        Subject = subject;
        PublicKeyInfo = publicKey.Der;
        PublicKey = key.Parameters;
        Jwk = JsonWebKey.From(key.Parameters);
        TnAuthList = extensions.TnAuthList;
        TnAuthListDer = extensions.Find(Oids.TnAuthList)?.Value ?? default;
        IsCa = extensions.BasicConstraints?.IsCa;
        CrlUrls = [.. (extensions.CrlDistributionPoints ?? []).SelectMany(point => point.Urls)];
        Requested = extensions;
        Extensions = [.. extensions.All.Select(extension => extension.Oid)];
    }

    /// <summary>The whole request.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>What the subject is asked to be; may be empty.</summary>
    public DistinguishedName Subject { get; }

    /// <summary>Curve P-256 and the point.</summary>
    public ECParameters PublicKey { get; }

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> PublicKeyInfo { get; }

    public JsonWebKey Jwk { get; }

    /// <summary>What it asks authority over; null: nothing.</summary>
    public TnAuthList? TnAuthList { get; }

    /// <summary>The same in DER as written; empty where absent.</summary>
    public ReadOnlyMemory<byte> TnAuthListDer { get; }

    /// <summary>cA of BasicConstraints; null where it asks for none.</summary>
    public bool? IsCa { get; }

    /// <summary>URLs of CRLs that it asks for.</summary>
    public IReadOnlyList<string> CrlUrls { get; }

    /// <summary>The extensions it asks for, with their meaning.</summary>
    public CertificateExtensions Requested { get; }

    /// <summary>OIDs of the extensions it asks for.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Reads a CSR in DER and verifies its signature.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SigningRequest? request,
        [NotNullWhen(false)] out SigningRequestRefusal? refusal) =>
        SigningRequestReader.TryRead(der, out request, out refusal);

    /// <summary>Reads a CSR in PEM, with the label CERTIFICATE REQUEST or, as old tools write, NEW CERTIFICATE REQUEST.</summary>
    public static bool TryReadPem(
        string pem, [NotNullWhen(true)] out SigningRequest? request, [NotNullWhen(false)] out SigningRequestRefusal? refusal)
    {
        request = null;
        var failure = pem.Length > SigningRequestReader.MaxOctets * 2 ? "the text is too long" : null;
        if (failure is null && PemText.TryRead(pem, out var blocks, out failure))
        {
            // Some tools write the private key, or what they were told, above the CSR.
            var block = blocks.FirstOrDefault(block => block.Label is "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST");
            if (block is not null && block.TryDecode(out var der)) return TryRead(der, out request, out refusal);
            failure = block is null ? "no CERTIFICATE REQUEST in PEM" : "the base64 of the CERTIFICATE REQUEST is broken";
        }

        refusal = new SigningRequestRefusal(SigningRequestFailure.Malformed, failure ?? "no CERTIFICATE REQUEST in PEM");
        return false;
    }

    /// <summary>PEM with the label CERTIFICATE REQUEST.</summary>
    public string ToPem() => PemEncoding.WriteString("CERTIFICATE REQUEST", Der.Span);
}

/// <summary>Why a CSR is not taken.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken.</param>
public sealed record SigningRequestRefusal(SigningRequestFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum SigningRequestFailure
{
    /// <summary>No PKCS#10 request in DER, or too long.</summary>
    Malformed,

    /// <summary>An extension that is known here cannot be read.</summary>
    ExtensionMalformed,

    /// <summary>The key is RSA.</summary>
    KeyIsRsa,

    /// <summary>The key is on another curve than P-256, or on one that is not named.</summary>
    KeyOnAnotherCurve,

    /// <summary>The key is of another kind, or no uncompressed point on P-256.</summary>
    KeyNotAllowed,

    /// <summary>Everybody has the key: it is printed in a standard.</summary>
    KeyIsPublished,

    /// <summary>The request is signed with another algorithm than ecdsa-with-SHA256.</summary>
    AlgorithmNotAllowed,

    /// <summary>The key did not sign the request.</summary>
    SignatureMismatch,
}
