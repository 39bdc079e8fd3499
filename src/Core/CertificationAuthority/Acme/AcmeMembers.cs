using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Optional members of a payload. Some clients write null for what they leave out, so null counts as absent.</summary>
internal static class AcmeMembers
{
    public static bool TryGetOptional(this JsonElement parent, string name, out JsonElement member) =>
        parent.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;

    /// <summary>A boolean; false where absent. Any other type is malformed.</summary>
    public static Outcome<bool, AcmeProblem> ReadFlag(this JsonElement parent, string name) =>
        !parent.TryGetOptional(name, out var member) ? false
        : member.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.GetBoolean()
        : AcmeProblem.Malformed($"{name} must be true or false");

    /// <summary>A date of RFC 3339; null where absent.</summary>
    public static bool TryReadMoment(this JsonElement parent, string name, out DateTimeOffset? moment)
    {
        moment = null;
        return !parent.TryGetOptional(name, out var member)
            || (member.ValueKind == JsonValueKind.String && Rfc3339.TryParse(member.GetString(), out moment));
    }
}
