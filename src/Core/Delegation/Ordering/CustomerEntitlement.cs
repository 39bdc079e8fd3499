using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>
/// What a customer's account may have a certificate for: numbers that are granted to the customer now, every one of them. Its external
/// account binding says which customer it is.
/// </summary>
public sealed class CustomerEntitlement : IAcmeEntitlement
{
    private const char Separator = ' ';

    private const string Changed = "a grant of these numbers ended or was withdrawn since the order was finalized; place another order";

    private readonly NumberGrants _grants;
    private readonly StiCertificate? _issuer;
    private readonly TimeProvider _time;

    /// <param name="issuer">
    /// The CA that signs: it certifies numbers of the providers in its TNAuthList. Null: another CA judges that.
    /// </param>
    public CustomerEntitlement(NumberGrants grants, StiCertificate? issuer, TimeProvider time) =>
        (_grants, _issuer, _time) = (grants, issuer, time);

    public async ValueTask<Outcome<AcmeGrant, AcmeProblem>> FindAsync(
        AcmeAccount account, TnAuthList authority, CancellationToken cancellationToken)
    {
        if (!CustomerId.TryParse(account.Customer, out var customer))
            return AcmeProblem.Unauthorized("the account is bound to no customer; the operator gives credentials for one");
        if (authority.HasCode)
            return new AcmeProblem(
                AcmeError.RejectedIdentifier, "a customer's certificate is for telephone numbers, and names no service provider code");
        var outcome = await _grants.CoveringAsync(customer, authority.ToNumberSet(), cancellationToken);
        if (!outcome.TryGet(out var granted, out var refusal)) return new AcmeProblem(ErrorOf(refusal.Failure), refusal.Detail);
        if (_issuer is not null && !MayLend(_issuer, granted.Provider, authority))
            return new AcmeProblem(
                AcmeError.RejectedIdentifier, $"the numbers are lent by {granted.Provider}, for which this CA certifies none");
        var ids = granted.Grants.Select(id => id.Value).Order(StringComparer.Ordinal).ToList();
        return new AcmeGrant(
            IsCa: false, granted.Until, string.Join(Separator, ids), granted.Provider.Country.Value, ids, granted.Provider.ToString());
    }

    /// <summary>
    /// Why what an order rests on counts no more; null: it counts. The numbers must still be granted, and by the same grants: a withdrawal
    /// looks for certificates by these.
    /// </summary>
    internal async ValueTask<string?> FindLapseAsync(
        AcmeAccount account, TnAuthList authority, IReadOnlyList<string> grants, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(account, authority, cancellationToken)).TryGet(out _, out var problem)) return problem.Detail;
        foreach (var text in grants)
        {
            if (!GrantId.TryParse(text, out var id) || await _grants.FindAsync(id, cancellationToken) is not { } grant
                || !grant.IsInForceAt(_time.GetUtcNow()))
                return Changed;
        }

        return null;
    }

    /// <summary>The grants in the text that stands for them as a token's id.</summary>
    internal static IReadOnlyList<string> GrantsIn(string tokenId) => tokenId.Split(Separator);

    // RFC 9060 section 4: numbers below an SPC are its provider's; below numbers they are among these.
    private static bool MayLend(StiCertificate issuer, ProviderId provider, TnAuthList authority) =>
        issuer.Subject.Country == provider.Country && issuer.Extensions.TnAuthList is { } own
        && (own.Holds(provider.Code) || (own.Encompasses(authority, out var takesNumberTable) && !takesNumberTable));

    private static AcmeError ErrorOf(GrantFailure failure) => failure switch
    {
        GrantFailure.CustomerUnknown => AcmeError.Unauthorized,
        GrantFailure.CustomerInactive => AcmeError.Unauthorized,
        GrantFailure.NotFound => AcmeError.Unauthorized,
        GrantFailure.NotGranted => AcmeError.RejectedIdentifier,
        GrantFailure.NumbersNotHeld => AcmeError.RejectedIdentifier,
        GrantFailure.ProviderNotLending => AcmeError.RejectedIdentifier,
        GrantFailure.LentToAnother => AcmeError.RejectedIdentifier,
        GrantFailure.TooManyCustomers => AcmeError.RejectedIdentifier,
        GrantFailure.TooWide => AcmeError.RejectedIdentifier,
        GrantFailure.SeveralProviders => AcmeError.RejectedIdentifier,
        GrantFailure.TermsNotAllowed => AcmeError.Malformed,
        GrantFailure.BeingLent => AcmeError.ServerInternal,
    };
}
