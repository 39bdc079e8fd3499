using System.Net;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Operators.Access;

/// <summary>Finds who makes a request, by its credential, and whether it may come from where it comes.</summary>
internal sealed class Callers(IOptions<OperatorSettings> operators, ClientAddress addresses)
{
    public async ValueTask<Outcome<Caller, CallerRefusal>> FindAsync(HttpContext context)
    {
        if (await FindPrincipalAsync(context) is not { } principal) return new CallerRefusal.Unknown();
        var address = addresses.Of(context);
        if (!principal.IsActive) return new CallerRefusal.Disabled();
        return AddressList.Allows(principal.Addresses, address) ? new Caller(principal, address?.ToString()) : new CallerRefusal.AddressNotAllowed(address);
    }

    private ValueTask<Principal?> FindPrincipalAsync(HttpContext context)
    {
        var text = context.Request.Headers.Authorization is [var only] ? AuthorizationText.TokenOf(only) : null;
        return ValueTask.FromResult(operators.Value.Find(text));
    }
}
