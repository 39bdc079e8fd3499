using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Treatment;

/// <summary>A policy as operators write it, and as it is stored. Parsed but not validated: <see cref="TreatmentPolicyReader"/>.</summary>
/// <param name="Profile"><c>deliver</c> or <c>cut</c>.</param>
public sealed record TreatmentPolicyDocument(string? Profile, IReadOnlyList<TreatmentRuleDocument?>? Rules)
{
    public static TreatmentPolicyDocument Of(TreatmentPolicy policy) =>
        new(KebabCase.Of(policy.Profile), [.. policy.Rules.Select(TreatmentRuleDocument.Of)]);
}

/// <summary>A rule.</summary>
/// <param name="Scope">Absent: the whole tenant.</param>
/// <param name="Outcomes">By the name of the outcome, as <c>unsupported-credential</c>.</param>
public sealed record TreatmentRuleDocument(
    string? Name, TreatmentScopeDocument? Scope, IReadOnlyDictionary<string, TreatmentStepDocument?>? Outcomes,
    FinalOnceDocument? FinalOnce)
{
    public static TreatmentRuleDocument Of(TreatmentRule rule) => new(
        rule.Name,
        rule.Selector == TreatmentSelector.Tenant
            ? null
            : new TreatmentScopeDocument(rule.Selector.Trunk, rule.Selector.Customer, rule.Selector.Number?.Text),
        rule.Steps.Count == 0
            ? null
            : rule.Steps.ToDictionary(
                row => KebabCase.Of(row.Key), row => (TreatmentStepDocument?)TreatmentStepDocument.Of(row.Value), StringComparer.Ordinal),
        rule.FinalOnce is { } once ? new FinalOnceDocument(once.IsOn, TreatmentStepDocument.Of(once.Later)) : null);
}

/// <summary>Which calls a rule is for.</summary>
/// <param name="Number">The called number, or a prefix with a <c>*</c> behind.</param>
public sealed record TreatmentScopeDocument(string? Trunk, string? Customer, string? Number);

/// <summary>What happens with an outcome.</summary>
/// <param name="Action"><c>continue</c>, <c>mark</c>, <c>validate</c> or <c>reject</c>.</param>
/// <param name="Code">Of a rejection: the final response. Otherwise what the Reason header tells.</param>
/// <param name="Verstat">What the called party is told at best: <c>No-TN-Validation</c> or <c>TN-Validation-Failed</c>.</param>
public sealed record TreatmentStepDocument(string? Action, int? Code, string? Text, string? Verstat)
{
    public static TreatmentStepDocument Of(TreatmentStep step) =>
        new(KebabCase.Of(step.Verb), step.Status?.Code, step.Status?.Phrase, step.AtBest?.Text());
}

/// <summary>See <see cref="Treatment.FinalOnce"/>.</summary>
/// <param name="On">Absent: true.</param>
/// <param name="Later">Absent: <c>continue</c>.</param>
public sealed record FinalOnceDocument(bool? On, TreatmentStepDocument? Later);

/// <summary>A policy as it is stored.</summary>
internal sealed record StoredPolicyDocument(TreatmentPolicyDocument Policy, long Revision, DateTimeOffset ChangedAt);

/// <summary>The JSON of policies. A member that is not known is refused: a misspelled one must not count as absent.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<StoredPolicyDocument>), TypeInfoPropertyName = "StoredPolicy")]
[JsonSerializable(typeof(TreatmentPolicyDocument))]
[JsonSerializable(typeof(TreatmentRuleDocument))]
internal sealed partial class TreatmentJson : JsonSerializerContext;
