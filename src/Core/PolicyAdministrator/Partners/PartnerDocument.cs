using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>A partner as it is stored.</summary>
internal sealed record PartnerDocument(
    string Id, string Name, IReadOnlyList<string> Countries, string ListUrl, IReadOnlyList<byte[]> AdministratorRoots, PartnerState State,
    long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string ChangedBy, IReadOnlyList<string>? CrlUrls = null)
{
    public static PartnerDocument Of(Partner partner) => new(
        partner.Id.Value, partner.Terms.Name, [.. partner.Terms.Countries.Select(country => country.Value)], partner.Terms.ListUrl,
        [.. partner.Terms.AdministratorRoots.Select(root => root.Certificate.Der.ToArray())], partner.State, partner.Revision,
        partner.CreatedAt, partner.ChangedAt, partner.ChangedBy.ToString(), partner.Terms.CrlUrls);

    public Partner ToPartner() => PartnerId.TryParse(Id, out var id) && AuditParty.TryParse(ChangedBy, out var changedBy)
        ? new Partner(
            id,
            new PartnerTerms(Name, [.. Countries.Select(CountryOf)], ListUrl, [.. AdministratorRoots.Select(RootOf)])
            {
                CrlUrls = CrlUrls ?? [],
            },
            State, Revision, CreatedAt, ChangedAt, changedBy)
        : throw Unreadable();

    private static CountryCode CountryOf(string text) => CountryCode.TryParse(text, out var country) ? country : throw Unreadable();

    private static TrustedRoot RootOf(byte[] der) =>
        StiCertificate.TryRead(der, out var certificate, out _) && TrustedRoot.TryCreateVouched(certificate, out var root, out _)
            ? root
            : throw Unreadable();

    private static StorageException Unreadable() => new("A partner cannot be read.");
}

/// <summary>How the refresh of a partner's list stands.</summary>
/// <param name="NextAt">When the list is asked for again; a refresh under way claims the time it may take.</param>
/// <param name="Failures">Refreshes in a row that failed.</param>
/// <param name="ETag">What the partner's server gave for a conditional request.</param>
/// <param name="LastModified">The same, of a server without entity tags.</param>
/// <param name="Sequence">That of the last good list.</param>
/// <param name="ExpiresAt">The exp of the last good list.</param>
/// <param name="TakenAt">When it was taken, or found unchanged.</param>
/// <param name="Roots">How many roots it has.</param>
/// <param name="Findings">How many of its entries were left out.</param>
/// <param name="Failure">Why the last refresh failed; null: it did not.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="CrlUrls">Its CRLs, as its server names them beside the list; null: it names none.</param>
public sealed record PartnerStatus(
    DateTimeOffset NextAt, int Failures = 0, string? ETag = null, string? LastModified = null, long? Sequence = null,
    DateTimeOffset? ExpiresAt = null, DateTimeOffset? TakenAt = null, int Roots = 0, int Findings = 0, TrustListFailure? Failure = null,
    string? Detail = null, IReadOnlyList<string>? CrlUrls = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<PartnerDocument>), TypeInfoPropertyName = "Partner")]
[JsonSerializable(typeof(PartnerStatus))]
internal sealed partial class PartnerJson : JsonSerializerContext;
