using Shaken.Core.Auditing;
using Shaken.Core.Principals;

namespace Shaken.Web.Operators.Access;

/// <summary>Who makes a request, proven by a credential and allowed from its address. Only <see cref="Callers"/> makes one.</summary>
internal sealed class Caller
{
    internal Caller(Principal principal, string? address) => (Principal, Address) = (principal, address);

    public Principal Principal { get; }

    /// <summary>Its name in the audit log, as <c>operator:alice</c>.</summary>
    public AuditParty Party => Principal.Party;

    /// <summary>The client's address, by the rule of X-Forwarded-For; null: not known.</summary>
    public string? Address { get; }
}
