using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Web.Operators.Entra;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Operators.Access;

/// <summary>
/// Finds who makes a request, by its credential, and whether it may come from where it comes. Asked for each request, so that a
/// principal that is disabled, a key that is removed and a session that ends count from the next request on.
/// </summary>
internal sealed class Callers(
    IOptions<OperatorSettings> operators, KnownPrincipals principals, OpenSessions sessions, ClientCertificates certificates,
    EntraTokens entra, ClientAddress addresses)
{
    public async ValueTask<Outcome<Caller, CallerRefusal>> FindAsync(HttpContext context)
    {
        if (!(await FindPrincipalAsync(context)).TryGet(out var principal, out var refusal)) return refusal;
        if (!principal.IsActive) return new CallerRefusal.Disabled();
        var address = addresses.Of(context);
        return AddressList.Allows(principal.Addresses, address)
            ? new Caller(principal, address?.ToString())
            : new CallerRefusal.AddressNotAllowed(address);
    }

    // What stands in Authorization decides alone: a wrong token is not made good by a certificate.
    private async ValueTask<Outcome<Principal, CallerRefusal>> FindPrincipalAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            var text = context.Request.Headers.Authorization is [var only] ? AuthorizationText.TokenOf(only) : null;
            if (text is not { Length: <= Limits.BearerOctets }) return new CallerRefusal.Unknown();
            return EntraTokens.IsToken(text)
                ? await entra.FindAsync(context, text)
                : OrUnknown(await FindByTokenAsync(text, context.RequestAborted));
        }

        if (SessionCookies.FindAccess(context) is { } cookie) return await FindByCookieAsync(context, cookie);
        return certificates.FindFingerprint(context) is { } fingerprint
            ? OrUnknown(await principals.FindByCertificateAsync(fingerprint, context.RequestAborted))
            : new CallerRefusal.Unknown();
    }

    // Browsers send cookies by themselves, so that a change needs its header; and the console is for operators.
    private async ValueTask<Outcome<Principal, CallerRefusal>> FindByCookieAsync(HttpContext context, string accessToken)
    {
        if (await sessions.FindAsync(accessToken, context.RequestAborted) is not { Kind: PrincipalKind.Operator } principal)
            return new CallerRefusal.Unknown();
        return SessionCookies.IsOurs(context, accessToken) ? principal : new CallerRefusal.AntiforgeryMissing();
    }

    private async ValueTask<Principal?> FindByTokenAsync(string text, CancellationToken cancellationToken)
    {
        if (operators.Value.Find(text) is { } configured) return configured;
        if (OpenSessions.IsAccessToken(text)) return await sessions.FindAsync(text, cancellationToken);

        // Other texts are nobody's key, and are not looked for in the store.
        return text.StartsWith($"{ApiKeyPrefixes.Caller}_", StringComparison.Ordinal)
            || text.StartsWith($"{ApiKeyPrefixes.Operator}_", StringComparison.Ordinal)
            ? await principals.FindByKeyAsync(text, cancellationToken)
            : null;
    }

    private static Outcome<Principal, CallerRefusal> OrUnknown(Principal? principal) =>
        principal is null ? new CallerRefusal.Unknown() : principal;
}
