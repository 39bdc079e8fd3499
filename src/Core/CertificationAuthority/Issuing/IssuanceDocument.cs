using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// What the store keeps of an issuance: first the content of the certificate that is not in the order, so that an instance that continues
/// after a crash makes the same certificate; then the certificate itself.
/// </summary>
/// <param name="Issuer">Fingerprint of the CA certificate that signs.</param>
/// <param name="Serial">20 octets at most, big-endian.</param>
/// <param name="SubjectSerialNumber">Null where the profile has none.</param>
/// <param name="Chain">DER of the certificate and what stands above it; null until it is signed.</param>
/// <param name="Url">Where it is published, from when it is signed on.</param>
internal sealed record IssuanceDocument(
    string OrderId, string AccountId, string Issuer, byte[] Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter,
    string? SubjectSerialNumber, IReadOnlyList<byte[]>? Chain, string? Url)
{
    public DraftTerms Terms => new(CertificateSerial.From(Serial), NotBefore, NotAfter);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, IssuanceJson.Default.IssuanceDocument);

    public static IssuanceDocument Read(ReadOnlyMemory<byte> document) =>
        JsonSerializer.Deserialize(document.Span, IssuanceJson.Default.IssuanceDocument)
            ?? throw new JsonException("An issuance record is null.");

    /// <summary>The certificate, if it is signed.</summary>
    public IssuedCertificate? ToIssued() => Chain is null ? null : new IssuedCertificate(Url!, [.. Chain.Select(Read)], OrderId, AccountId);

    private static StiCertificate Read(byte[] der) =>
        StiCertificate.TryRead(der, out var certificate, out var failure)
            ? certificate
            : throw new InvalidOperationException($"An issued certificate cannot be read: {failure}");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IssuanceDocument))]
[JsonSerializable(typeof(IssuedSummary))]
[JsonSerializable(typeof(string))]
internal sealed partial class IssuanceJson : JsonSerializerContext;
