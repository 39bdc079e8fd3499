using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// A policy as it is sent, answered and stored. A member that is missing has the value of <see cref="SigningPolicy.Default"/>.
/// </summary>
/// <param name="Types">As <c>shaken</c>, <c>div</c>; <c>base</c> is the form without a ppt.</param>
/// <param name="OtherCalls"><c>B</c>, <c>C</c> or <c>refused</c>.</param>
internal sealed record SigningPolicyDocument(
    IReadOnlyList<string?>? Types, IReadOnlyList<string?>? PriorityNamespaces, string? OtherCalls, string? AskedAttestation,
    string? AskedOrigId, bool? TakesDelegates, IReadOnlyList<CustomerDocument?>? Customers, IReadOnlyList<TrunkDocument?>? Trunks,
    OrigIdDocument? OrigIds)
{
    public const string Refused = "refused";

    public static SigningPolicyDocument Of(SigningPolicy policy) => new(
        [.. policy.Types.Order().Select(type => KebabCase.Of(type))],
        [.. policy.PriorityNamespaces.Order(StringComparer.Ordinal)],
        policy.OtherCalls?.ToString() ?? Refused,
        KebabCase.Of(policy.AskedAttestation),
        KebabCase.Of(policy.AskedOrigId),
        policy.TakesDelegates,
        [.. policy.Customers.Values.OrderBy(rule => rule.Name, StringComparer.Ordinal).Select(CustomerDocument.Of)],
        [.. policy.Trunks.Values.OrderBy(rule => rule.Name, StringComparer.Ordinal).Select(TrunkDocument.Of)],
        OrigIdDocument.Of(policy.OrigIds));
}

/// <summary>A customer.</summary>
/// <param name="TakesPresentations">Absent: false.</param>
internal sealed record CustomerDocument(string? Name, EvidenceDocument? Evidence, string? OrigId, bool? TakesPresentations = null)
{
    public static CustomerDocument Of(CustomerRule rule) => new(
        rule.Name, rule.Evidence is { } evidence ? EvidenceDocument.Of(evidence) : null, rule.OrigId,
        rule.TakesPresentations ? true : null);
}

/// <summary>Evidence behind A.</summary>
/// <param name="Kind"><c>assigned-by-us</c>, <c>in-customers-range</c> or <c>authorized</c>.</param>
internal sealed record EvidenceDocument(string? Kind, string? Reference, string? ExpiresAt)
{
    public static EvidenceDocument Of(AttestationEvidence evidence) =>
        new(KebabCase.Of(evidence.Kind), evidence.Reference, evidence.ExpiresAt is { } end ? Rfc3339Text(end) : null);

    internal static string Rfc3339Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A trunk.</summary>
internal sealed record TrunkDocument(string? Name, string? Customer, string? OrigId)
{
    public static TrunkDocument Of(TrunkRule rule) => new(rule.Name, rule.Customer, rule.OrigId);
}

/// <summary>Where origids come from: <c>unique</c>, <c>pool</c>, <c>per-customer</c> or <c>per-trunk</c>, by attestation.</summary>
internal sealed record OrigIdDocument(
    [property: JsonPropertyName("A")] string? A, [property: JsonPropertyName("B")] string? B,
    [property: JsonPropertyName("C")] string? C, IReadOnlyList<string?>? Pool)
{
    public static OrigIdDocument Of(OrigIdRules rules) =>
        new(KebabCase.Of(rules.A), KebabCase.Of(rules.B), KebabCase.Of(rules.C), rules.Pool);
}

/// <summary>A tenant's policy as it is stored.</summary>
/// <param name="Numbers">The number table that stands beside it; null: there is none.</param>
internal sealed record StoredPolicyDocument(
    string Tenant, SigningPolicyDocument Policy, NumbersDocument? Numbers, long Revision, DateTimeOffset ChangedAt);

/// <summary>Where a number table lies.</summary>
/// <param name="Blob">The name of its blob, which is used once.</param>
/// <param name="Hash">SHA-256 of its octets, 64 hexadecimal digits in lower case.</param>
internal sealed record NumbersDocument(string Blob, string Hash, int Rows);

/// <summary>Policies on the wire: a member that is not known is a mistake of the sender.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SigningPolicyDocument))]
internal sealed partial class SigningPolicyJson : JsonSerializerContext;

/// <summary>Policies in the store: an instance of another version may know more members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditedRowDocument<StoredPolicyDocument>), TypeInfoPropertyName = "Row")]
internal sealed partial class StoredPolicyJson : JsonSerializerContext;
