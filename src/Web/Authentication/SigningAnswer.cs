using System.Text.Json;
using Shaken.Core.Authentication;
using Shaken.Core.Tenants;

namespace Shaken.Web.Authentication;

/// <summary>
/// Writes <c>signingResponse</c>: <c>identity</c> as ATIS-1000082 has it, <c>identityHeader</c> as 3GPP TS 24.229 has it, or both;
/// a client reads its own.
/// </summary>
internal static class SigningAnswer
{
    public static void Write(Utf8JsonWriter writer, (SignedCall Signed, string? Id, RestDialect Dialect) answer)
    {
        var (signed, id, dialect) = answer;
        writer.WriteStartObject();
        writer.WriteStartObject("signingResponse");
        if (dialect != RestDialect.ThreeGpp) writer.WriteString("identity", signed.IdentityHeader(quotesPpt: false));
        if (dialect != RestDialect.Atis) writer.WriteString("identityHeader", signed.IdentityHeader(quotesPpt: true));
        if (id is not null) writer.WriteString("requestId", id);
        if (signed.Decision is { } decision)
        {
            writer.WriteString("attest", decision.Attest.ToString());
            writer.WriteString("decidedBy", decision.Rule);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
