using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust.Lists;
using Shaken.Web.PolicyAdministrator.ForeignCrls;

namespace Shaken.Web.PolicyAdministrator.Partners;

/// <summary>A partner, and how the refresh of its list stands.</summary>
/// <param name="Roots">The pinned roots of its STI-PA, in PEM.</param>
/// <param name="Refresh">Absent: it was never asked.</param>
/// <param name="List">The last good list; absent: there is none, or it was not asked for.</param>
/// <param name="CrlUrls">URLs of CRLs that operators settled; absent: those that its server names are all.</param>
/// <param name="Crls">Its CRLs, and our copies; absent: they were not asked for.</param>
internal sealed record PartnerAnswer(
    string Id, string Name, IReadOnlyList<string> Countries, string ListUrl, IReadOnlyList<string> Roots, string State, long Revision,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string ChangedBy, PartnerRefreshAnswer? Refresh, PartnerListAnswer? List,
    IReadOnlyList<string>? CrlUrls, IReadOnlyList<ForeignCrlAnswer>? Crls)
{
    public static PartnerAnswer Of(
        Partner partner, PartnerStatus? status, TrustList? list, IReadOnlyList<ForeignCrlAnswer>? crls = null) => new(
        partner.Id.Value, partner.Terms.Name, [.. partner.Terms.Countries.Select(country => country.Value)], partner.Terms.ListUrl,
        [.. partner.Terms.AdministratorRoots.Select(root => root.Certificate.ToPem())], KebabCase.Of(partner.State), partner.Revision,
        partner.CreatedAt, partner.ChangedAt, partner.ChangedBy.ToString(),
        status is null ? null : PartnerRefreshAnswer.Of(status), list is null ? null : PartnerListAnswer.Of(list),
        partner.Terms.CrlUrls is { Count: > 0 } urls ? urls : null, crls);
}

/// <summary>How a refresh stands.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="Failure">Why the last one failed; absent: it did not.</param>
internal sealed record PartnerRefreshAnswer(
    DateTimeOffset NextAt, int Failures, long? Sequence, DateTimeOffset? ExpiresAt, DateTimeOffset? TakenAt, int Roots, int Findings,
    string? Failure, string? Detail)
{
    public static PartnerRefreshAnswer Of(PartnerStatus status) => new(
        status.NextAt, status.Failures, status.Sequence, status.ExpiresAt, status.TakenAt, status.Roots, status.Findings,
        status.Failure is { } failure ? KebabCase.Of(failure) : null, status.Detail);
}

/// <summary>The last good list of a partner.</summary>
/// <param name="Findings">Entries that were left out, and why.</param>
internal sealed record PartnerListAnswer(
    long Sequence, DateTimeOffset ExpiresAt, IReadOnlyList<PartnerRootAnswer> Roots, IReadOnlyList<string> Findings)
{
    public static PartnerListAnswer Of(TrustList list) => new(
        list.Sequence, list.ExpiresAt,
        [
            .. list.Roots.All.Select(root => new PartnerRootAnswer(
                root.Certificate.Fingerprint, root.Country.Value, root.Certificate.Subject.ToString(), root.Certificate.NotAfter)),
        ],
        [.. list.Findings.Select(finding => $"{KebabCase.Of(finding.Kind)}: {finding.Detail}")]);
}

/// <summary>A root on a partner's list.</summary>
internal sealed record PartnerRootAnswer(string Id, string Country, string Subject, DateTimeOffset NotAfter);

/// <summary>The partners in the order of their ids; a cursor leads on.</summary>
internal sealed record PartnersAnswer(IReadOnlyList<PartnerAnswer> Partners, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartnerAnswer))]
[JsonSerializable(typeof(PartnersAnswer))]
internal sealed partial class PartnerAnswersJson : JsonSerializerContext;
