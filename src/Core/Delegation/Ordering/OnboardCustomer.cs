using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>What a customer's ACME client needs, shown once (RFC 8555 section 7.3.4).</summary>
/// <param name="Directory">Where the client begins.</param>
/// <param name="KeyId">kid of the external account key.</param>
/// <param name="MacKey">Its 32 octets in base64url, for HS256.</param>
public sealed record OnboardedCustomer(Uri Directory, string KeyId, string MacKey);

/// <summary>Gives a customer credentials for one ACME account. Each time new ones, which bind one account each.</summary>
public sealed class OnboardCustomer
{
    private const int MaxOrganization = 64;

    private readonly DelegationCustomers _customers;
    private readonly ExternalAccountKeys _keys;

    public OnboardCustomer(DelegationCustomers customers, ExternalAccountKeys keys) => (_customers, _keys) = (customers, keys);

    /// <summary>Makes the credentials.</summary>
    /// <param name="directory">The URL of the ACME directory.</param>
    public async ValueTask<Outcome<OnboardedCustomer, GrantRefusal>> OnboardAsync(
        CustomerId id, Uri directory, CancellationToken cancellationToken)
    {
        if (await _customers.FindAsync(id, cancellationToken) is not { } customer)
            return new GrantRefusal(GrantFailure.CustomerUnknown, $"there is no customer {id}");
        if (!customer.IsActive)
            return new GrantRefusal(GrantFailure.CustomerInactive, $"the customer {id} is not active; make it active first");

        // O of the subject has at most 64 characters (RFC 5280 appendix A.1).
        var organization = customer.Name.Length <= MaxOrganization ? customer.Name : customer.Id.Value;
        var key = await _keys.NewAsync(organization, customer.Id.Value, cancellationToken);
        return new OnboardedCustomer(directory, key.Id, StrictBase64Url.Encode(key.MacKey.Span));
    }
}
