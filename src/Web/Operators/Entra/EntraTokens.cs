using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;

namespace Shaken.Web.Operators.Entra;

/// <summary>
/// Operators by Microsoft Entra ID, or another issuer of OpenID Connect: a token of the configured issuer and audience. It makes an
/// operator <c>operator:entra:OID</c>, which no local user id can be, with the roles of its role claim.
/// </summary>
internal sealed class EntraTokens(IOptions<EntraSettings> settings)
{
    /// <summary>The name under which the verifier's options stand.</summary>
    public const string SchemeName = "Entra";

    private const string ObjectId = "oid";
    private const string Subject = "sub";
    private const int MaxName = 100;

    private static readonly AuthenticationScheme Scheme = new(SchemeName, displayName: null, typeof(JwtBearerHandler));

    /// <summary>Whether a credential is a JWT by its form. Our own tokens have no dot.</summary>
    public static bool IsToken(string text) => text.Count(letter => letter == '.') == 2;

    public async ValueTask<Outcome<Principal, CallerRefusal>> FindAsync(HttpContext context, string token)
    {
        if (settings.Value.Authority is null) return new CallerRefusal.Unknown();

        // The verifier reads the standard's form alone; clients here may leave the scheme out.
        context.Request.Headers.Authorization = $"Bearer {token}";

        // By hand: the middleware would verify every bearer of every route, those of a CPS too, before anybody asked.
        var verifier = context.RequestServices.GetRequiredService<JwtBearerHandler>();
        await verifier.InitializeAsync(Scheme, context);
        var result = await verifier.AuthenticateAsync();
        if (!result.Succeeded) return new CallerRefusal.Unknown();

        // sub differs between applications of one tenant; oid is the person's (or the workload's) own.
        var name = result.Principal.FindFirstValue(ObjectId) ?? result.Principal.FindFirstValue(Subject);
        if (!PlainText.IsPlain(name, MaxName)) return new CallerRefusal.Unknown();
        var roles = new List<OperatorRole>();
        foreach (var claim in result.Principal.FindAll(settings.Value.RoleClaim))
            if (PrincipalNames.TryParse(claim.Value, out OperatorRole? role)) roles.Add(role.Value);
        return roles.Count > 0
            ? Principal.OfOperator($"entra:{name}", roles)
            : new CallerRefusal.NotAllowed(
                $"operators; the token's claim {settings.Value.RoleClaim} names none of the roles "
                + "administrator, registrar, auditor, governance");
    }
}
