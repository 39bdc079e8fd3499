using System.Text.Json.Serialization;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Web.Verification.Treatment;

/// <summary>A tenant's policy as it is in force.</summary>
/// <param name="Revision">What a change of it must state; 0: the tenant has none of its own.</param>
internal sealed record TreatmentPolicyAnswer(
    string Tenant, long Revision, DateTimeOffset? ChangedAt, string Profile, IReadOnlyList<TreatmentRuleDocument?> Rules)
{
    public static TreatmentPolicyAnswer Of(string tenant, KeptTreatmentPolicy kept)
    {
        var document = TreatmentPolicyDocument.Of(kept.Policy);
        return new TreatmentPolicyAnswer(tenant, kept.Revision, kept.ChangedAt, document.Profile ?? "", document.Rules ?? []);
    }
}

/// <summary>The profiles that are shipped, in the form of a rule each.</summary>
internal sealed record TreatmentProfilesAnswer(IReadOnlyList<TreatmentRuleDocument> Profiles);

/// <summary>A request and its answers. A member of a policy that is not known is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TreatmentPolicyDocument))]
[JsonSerializable(typeof(TreatmentPolicyAnswer))]
[JsonSerializable(typeof(TreatmentProfilesAnswer))]
internal sealed partial class TreatmentAnswersJson : JsonSerializerContext;
