using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Tokens;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>The functions of the ACME server.</summary>
internal static class AcmeFunctions
{
    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        new("AcmeDirectory", Role.Ca, "GET", "acme/directory", DirectoryEndpoints.GetAsync),
        new("AcmeDirectoryByPost", Role.Ca, "POST", "acme/directory", DirectoryEndpoints.PostAsGetAsync),
        new("AcmeGetNonce", Role.Ca, "GET", "acme/new-nonce", DirectoryEndpoints.NewNonceAsync),
        new("AcmeNonceByPost", Role.Ca, "POST", "acme/new-nonce", DirectoryEndpoints.NewNoncePostAsGetAsync),
        new("AcmeNewAccount", Role.Ca, "POST", "acme/new-account", AccountEndpoints.NewAsync),
        new("AcmeAccount", Role.Ca, "POST", "acme/account/{id}", AccountEndpoints.UpdateAsync),
        new("AcmeAccountOrders", Role.Ca, "POST", "acme/account/{id}/orders", AccountEndpoints.OrdersAsync),
        new("AcmeKeyChange", Role.Ca, "POST", "acme/key-change", AccountEndpoints.ChangeKeyAsync),
        new("AcmeNewOrder", Role.Ca, "POST", "acme/new-order", OrderEndpoints.NewAsync),
        new("AcmeOrder", Role.Ca, "POST", "acme/order/{id}", OrderEndpoints.GetAsync),
        new("AcmeFinalize", Role.Ca, "POST", "acme/order/{id}/finalize", OrderEndpoints.FinalizeAsync),
        new("AcmeAuthorization", Role.Ca, "POST", "acme/authorization/{id}", OrderEndpoints.AuthorizationAsync),
        new("AcmeChallenge", Role.Ca, "POST", "acme/challenge/{id}", OrderEndpoints.ChallengeAsync),
        new("AcmeCertificate", Role.Ca, "POST", "acme/certificate/{id}", IssuedEndpoints.GetAsync),
        new("AcmeAlternateCertificate", Role.Ca, "POST", "acme/certificate/{id}/{alternate}", IssuedEndpoints.GetAlternateAsync),
        new("AcmeRevoke", Role.Ca, "POST", "acme/revoke-cert", IssuedEndpoints.RevokeAsync),
    ];

    /// <summary>
    /// Removes used nonces and tokens, orders that came to nothing, what named them or an authorization that is over, and accounts that
    /// were never used.
    /// </summary>
    public static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await Purge.RunAsync(services, AcmeNonces.UsedTable, cancellationToken);
        await Purge.RunAsync(services, AcmeOrders.OrderTable, cancellationToken);
        await Purge.RunAsync(services, AcmeOrders.IndexTable, cancellationToken);
        await Purge.RunAsync(services, AcmeAuthorizations.Table, cancellationToken);
        await Purge.RunAsync(services, AuthorityTokenUses.Table, cancellationToken);
        await Purge.RunAsync(services, AcmeAccounts.AccountTable, cancellationToken);
        await Purge.RunAsync(services, AcmeAccounts.KeyTable, cancellationToken);
    }
}
