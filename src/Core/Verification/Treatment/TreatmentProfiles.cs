using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Treatment;

/// <summary>The profiles that are shipped, one JSON document each within the program.</summary>
public static class TreatmentProfiles
{
    private static readonly TreatmentRule Deliver = Read(TreatmentProfile.Deliver);
    private static readonly TreatmentRule Cut = Read(TreatmentProfile.Cut);

    /// <summary>What a profile does with each outcome.</summary>
    public static TreatmentRule RuleOf(TreatmentProfile profile) => profile switch
    {
        TreatmentProfile.Deliver => Deliver,
        TreatmentProfile.Cut => Cut,
    };

    private static TreatmentRule Read(TreatmentProfile profile)
    {
        var name = $"treatment-{KebabCase.Of(profile)}.json";
        using var stream = typeof(TreatmentProfiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The profile {name} is not in the program.");
        var document = JsonSerializer.Deserialize(stream, TreatmentJson.Default.TreatmentRuleDocument);
        return TreatmentPolicyReader.ReadProfile(document)
            ?? throw new InvalidOperationException($"The profile {name} does not say what happens with every outcome.");
    }
}
