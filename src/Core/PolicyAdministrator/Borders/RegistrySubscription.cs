using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>A registry of countries that may be followed.</summary>
/// <param name="Name">For people.</param>
/// <param name="ListUrl">The https URL of its signed list.</param>
/// <param name="Roots">Its pinned roots, below which it signs the list.</param>
public sealed record RegistryTerms(string Name, string ListUrl, IReadOnlyList<TrustedRoot> Roots);

/// <summary>
/// Whether the STI-GA lets this STI-PA follow a registry (the ATIS report on international SHAKEN, "Interface to Access International
/// SHAKEN Registry"). What is followed says who a country is; how far it is trusted is the country policy's to say.
/// </summary>
/// <param name="Approved">The registry that is followed; null: none.</param>
/// <param name="Proposed">What waits for the approval of another operator; null: nothing.</param>
/// <param name="Revision">1 when it is made, and one more with each change; 0: none was ever made.</param>
/// <param name="ChangedBy">Null: nobody.</param>
public sealed record RegistrySubscription(
    RegistryTerms? Approved, RegistryTerms? Proposed, long Revision, DateTimeOffset ChangedAt, AuditParty? ChangedBy)
{
    /// <summary>No registry was ever approved.</summary>
    public static readonly RegistrySubscription None =
        new(Approved: null, Proposed: null, Revision: 0, DateTimeOffset.MinValue, ChangedBy: null);
}

/// <summary>Why a subscription is not changed.</summary>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record SubscriptionRefusal(SubscriptionFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum SubscriptionFailure
{
    /// <summary>The name, URL or roots are missing, or are not of the form that is needed.</summary>
    TermsNotAllowed,

    /// <summary>The subscription was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>Nothing waits for approval, or there is nothing to revoke.</summary>
    NothingProposed,

    /// <summary>Two operators are needed, and this one made the proposal.</summary>
    AnotherOperatorNeeded,
}

/// <summary>Terms as they are stored.</summary>
internal sealed record RegistryTermsDocument(string Name, string ListUrl, IReadOnlyList<byte[]> Roots)
{
    public static RegistryTermsDocument? Of(RegistryTerms? terms) =>
        terms is null ? null : new(terms.Name, terms.ListUrl, [.. terms.Roots.Select(root => root.Certificate.Der.ToArray())]);

    public RegistryTerms ToTerms() => new(Name, ListUrl, [.. Roots.Select(RootOf)]);

    private static TrustedRoot RootOf(byte[] der) =>
        StiCertificate.TryRead(der, out var certificate, out _) && TrustedRoot.TryCreateVouched(certificate, out var root, out _)
            ? root
            : throw new StorageException("The root of a registry cannot be read.");
}

/// <summary>A subscription as it is stored.</summary>
internal sealed record RegistrySubscriptionRow(
    RegistryTermsDocument? Approved, RegistryTermsDocument? Proposed, long Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static RegistrySubscriptionRow Of(RegistrySubscription subscription) => new(
        RegistryTermsDocument.Of(subscription.Approved), RegistryTermsDocument.Of(subscription.Proposed), subscription.Revision,
        subscription.ChangedAt, subscription.ChangedBy!.ToString());

    public RegistrySubscription ToSubscription() => AuditParty.TryParse(ChangedBy, out var changedBy)
        ? new RegistrySubscription(Approved?.ToTerms(), Proposed?.ToTerms(), Revision, ChangedAt, changedBy)
        : throw new StorageException("The subscription to a registry cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<RegistrySubscriptionRow>), TypeInfoPropertyName = "Subscription")]
[JsonSerializable(typeof(RegistryStatus))]
internal sealed partial class RegistrySubscriptionJson : JsonSerializerContext;
