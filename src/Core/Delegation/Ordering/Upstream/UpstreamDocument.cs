using System.Text.Json.Serialization;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Delegation.Ordering.Upstream;

/// <summary>How far an order is at the STI-CA.</summary>
/// <param name="AccountId">Of the customer's account at this server.</param>
/// <param name="BeganAt">When it was begun; one that is not placed is given up some time after.</param>
/// <param name="OrderUrl">The order at the STI-CA; null until it is placed.</param>
/// <param name="Chain">DER, leaf first; null until the certificate came.</param>
/// <param name="Url">Where it is published, its x5u; null until the certificate came.</param>
/// <param name="HeldUntil">Until then an instance works on it; null: none does.</param>
/// <param name="RetryAt">Not before then again; null: at once.</param>
/// <param name="RevokedAt">Null: it was not revoked from here.</param>
internal sealed record UpstreamDocument(
    string AccountId, DateTimeOffset BeganAt, string? OrderUrl = null, IReadOnlyList<byte[]>? Chain = null, string? Url = null,
    DateTimeOffset? HeldUntil = null, DateTimeOffset? RetryAt = null, DateTimeOffset? RevokedAt = null)
{
    /// <summary>The certificate, if it came.</summary>
    public IssuedCertificate? ToIssued(string orderId) =>
        Chain is null || Url is null ? null : new IssuedCertificate(Url, [.. Chain.Select(Read)], orderId, AccountId);

    private static StiCertificate Read(byte[] der) =>
        StiCertificate.TryRead(der, out var certificate, out var failure)
            ? certificate
            : throw new InvalidOperationException($"A certificate of the STI-CA that was read cannot be read: {failure}");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpstreamDocument))]
[JsonSerializable(typeof(string))]
internal sealed partial class UpstreamJson : JsonSerializerContext;
