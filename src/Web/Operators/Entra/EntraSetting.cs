using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators.Entra;

/// <summary>The settings of <see cref="EntraSettings"/>.</summary>
internal static class EntraSetting
{
    public static Setting Authority { get; } = new("Entra:Authority",
        "Issuer of operators' tokens, OpenID Connect: an https URL below which `.well-known/openid-configuration` lies",
        "None: no operator signs in by Microsoft Entra ID",
        "https://login.microsoftonline.com/TENANT/v2.0");

    public static Setting Audience { get; } = new("Entra:Audience",
        "The `aud` of those tokens, the client id of this application; needed with `Entra:Authority`",
        "None",
        "72f988bf-…");

    public static TextSetting RoleClaim { get; } = new("Entra:RoleClaim", "roles",
        "The claim with an operator's roles: administrator, registrar, auditor, governance; others are passed over",
        "groups");

    public static IReadOnlyList<Setting> All { get; } = [Authority, Audience, RoleClaim];
}
