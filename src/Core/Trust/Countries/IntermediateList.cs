using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// The intermediates of a country whose x5u gives the leaf alone, in the form of France: a JWT with <c>version</c>, <c>sequence</c>,
/// <c>exp</c> and <c>certList</c>. Only <see cref="IntermediateListReader"/> makes one.
/// </summary>
public sealed class IntermediateList : IFollowedDocument<IntermediateList>
{
    internal IntermediateList(IntermediateListPayload payload, KeptList kept) => (Payload, Kept) = (payload, kept);

    /// <summary>Rises with each list of the STI-PA.</summary>
    public long Sequence => Payload.Sequence;

    /// <summary>When the next one must have come. The list stays in force after it: a path needs valid certificates anyhow.</summary>
    public DateTimeOffset ExpiresAt => Payload.ExpiresAt;

    /// <summary>CA certificates; candidates for paths, and trusted by no reader for standing here.</summary>
    public IReadOnlyList<StiCertificate> Certificates => Payload.Certificates;

    /// <summary>The list as received, for keeping.</summary>
    public KeptList Kept { get; }

    internal IntermediateListPayload Payload { get; }

    /// <summary>Whether both have the same certificates, in whatever order.</summary>
    public bool HasContentOf(IntermediateList other) =>
        FingerprintsOf(this).SetEquals(FingerprintsOf(other));

    private static HashSet<string> FingerprintsOf(IntermediateList list) =>
        list.Certificates.Select(certificate => certificate.Fingerprint).ToHashSet(StringComparer.Ordinal);
}

/// <summary>Reads and verifies lists of intermediates, which the country's STI-PA signs.</summary>
public sealed class IntermediateListReader
{
    private readonly DocumentVerifier<IntermediateListPayload, IntermediateList> _documents;

    // Who may sign the trusted-CA list may sign this one.
    public IntermediateListReader(ICertificateSource certificates, TrustDomain domain, TimeProvider time) =>
        _documents = new DocumentVerifier<IntermediateListPayload, IntermediateList>(
            certificates, domain, SignedDocumentKind.TrustedCaList, time, IntermediateListPayload.Read,
            (payload, kept) => new IntermediateList(payload, kept));

    /// <summary>Reads a list that an origin served.</summary>
    /// <param name="compact">The JWT in compact form.</param>
    /// <param name="last">The last list taken, or null at the first one.</param>
    public ValueTask<Outcome<IntermediateList, DocumentRefusal>> ReadAsync(
        string compact, IntermediateList? last, CancellationToken cancellationToken) =>
        _documents.ReadAsync(compact, last, cancellationToken);

    /// <summary>Reads a list that this program kept, as of the moment it was taken.</summary>
    public Outcome<IntermediateList, DocumentRefusal> Restore(KeptList kept) => _documents.Restore(kept);
}

/// <summary>The payload. Parsed but not verified.</summary>
internal sealed record IntermediateListPayload(long Sequence, DateTimeOffset ExpiresAt, IReadOnlyList<StiCertificate> Certificates)
{
    private const int MaxCertificates = 256;

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["atc", "trustList", "cpsMapping", "registry", "countries", "sub"];

    public static IntermediateListPayload? Read(ReadOnlyMemory<byte> payload, out DocumentRefusal? refusal)
    {
        if (!StrictJson.TryParseObject(payload, Limits.TrustListOctets, out var json, out var failure))
        {
            refusal = Malformed(failure);
            return null;
        }

        using (json)
        {
            refusal = Read(json.RootElement, out var read);
            return read;
        }
    }

    private static DocumentRefusal? Read(JsonElement root, out IntermediateListPayload? read)
    {
        read = null;
        if (Array.Find(ForeignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            return new DocumentRefusal(DocumentFailure.AnotherKind, $"the document holds {foreign}: it is of another kind");
        if (!root.TryGetProperty("version"u8, out var version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetDecimal(out var number) || number != 1)
            return new DocumentRefusal(DocumentFailure.UnknownVersion, "the version is not 1, the only one that is known");
        if (!root.TryGetProperty("sequence"u8, out var member) || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt64(out var sequence))
            return Malformed("sequence is no 64-bit integer");
        if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) return Malformed("exp is no NumericDate");
        if (!root.TryGetProperty("certList"u8, out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() > MaxCertificates)
            return Malformed($"certList is no array of at most {MaxCertificates} certificates");
        var certificates = new List<StiCertificate>(list.GetArrayLength());
        foreach (var entry in list.EnumerateArray())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"entry {certificates.Count} of certList");
            if (entry.ValueKind != JsonValueKind.String || !TryReadPem(entry.GetString()!, out var certificate))
                return Malformed($"{name} is no certificate in PEM");

            // A leaf has no place here: a path begins with what x5u served.
            if (!certificate.IsCa) return Malformed($"{name} is no CA");
            certificates.Add(certificate);
        }

        read = new IntermediateListPayload(sequence, expiresAt, certificates);
        return null;
    }

    private static bool TryReadPem(string text, out StiCertificate certificate)
    {
        certificate = null!;
        if (text.Length > Limits.CertificateOctets * 2 || !PemEncoding.TryFind(text, out var fields)) return false;
        var octets = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(text.AsSpan()[fields.Base64Data], octets, out var written)
            || !StiCertificate.TryRead(octets.AsMemory(0, written), out var read, out _))
            return false;
        certificate = read;
        return true;
    }

    private static DocumentRefusal Malformed(string detail) => new(DocumentFailure.Malformed, detail);
}
