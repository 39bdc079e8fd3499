using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.Enterprise;

namespace Shaken.Web.Verification;

/// <summary>The member <c>enterprise</c>: what a tenant's SIP server passes on to the PBX of the called party.</summary>
internal static class EnterpriseMembers
{
    public static void Write(Utf8JsonWriter writer, EnterpriseValues? values)
    {
        if (values is null) return;
        writer.WriteStartObject("enterprise");
        if (values.TelUri is { } uri) writer.WriteString("telUri", uri);
        if (values.DisplayName is { } name) writer.WriteString("displayName", name);
        if (values.CallInfo is { } callInfo) writer.WriteString("callInfo", callInfo);
        if (values.Validation is { } validation)
        {
            writer.WriteStartObject("validation");
            writer.WriteString("conclusion", KebabCase.Of(validation.Conclusion));
            writer.WriteString("rule", validation.Rule);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
