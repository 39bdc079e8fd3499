using Shaken.Core.Foundations;
using Shaken.Core.Tenants;

namespace Shaken.Core.Verification.Treatment;

/// <summary>Which rules of a tenant's policy a call falls under.</summary>
/// <param name="Trunk">The trunk that the call came by, as the tenant names it; null: not told.</param>
/// <param name="Customer">The customer who is called, as the tenant names it; null: not told.</param>
/// <param name="Called">The called number; null: the called party is a URI.</param>
public sealed record CallScope(TenantId Tenant, string? Trunk, string? Customer, TelephoneNumber? Called);
