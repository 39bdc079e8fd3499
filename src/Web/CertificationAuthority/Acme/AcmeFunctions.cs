using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Tokens;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>The functions of an ACME server.</summary>
internal static class AcmeFunctions
{
    /// <summary>Those of the role ca, with its challenges.</summary>
    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        .. Of("Acme", Role.Ca, AcmePlaces.Authority),
        new("AcmeChallenge", Role.Ca, "POST", "acme/challenge/{id}", OrderEndpoints.ChallengeAsync),
    ];

    /// <summary>The functions that every server has.</summary>
    /// <param name="prefix">Of their names.</param>
    /// <param name="path">Of the server.</param>
    public static IReadOnlyList<HttpFunction> Of(string prefix, Role role, string path)
    {
        var below = path.TrimStart('/');
        HttpFunction New(string name, string method, string route, RequestDelegate handler) =>
            new($"{prefix}{name}", role, method, $"{below}/{route}", handler);
        return
        [
            New("Directory", "GET", "directory", DirectoryEndpoints.GetAsync),
            New("DirectoryByPost", "POST", "directory", DirectoryEndpoints.PostAsGetAsync),
            New("GetNonce", "GET", "new-nonce", DirectoryEndpoints.NewNonceAsync),
            New("NonceByPost", "POST", "new-nonce", DirectoryEndpoints.NewNoncePostAsGetAsync),
            New("NewAccount", "POST", "new-account", AccountEndpoints.NewAsync),
            New("Account", "POST", "account/{id}", AccountEndpoints.UpdateAsync),
            New("AccountOrders", "POST", "account/{id}/orders", AccountEndpoints.OrdersAsync),
            New("KeyChange", "POST", "key-change", AccountEndpoints.ChangeKeyAsync),
            New("NewOrder", "POST", "new-order", OrderEndpoints.NewAsync),
            New("Order", "POST", "order/{id}", OrderEndpoints.GetAsync),
            New("Finalize", "POST", "order/{id}/finalize", OrderEndpoints.FinalizeAsync),
            New("Authorization", "POST", "authorization/{id}", OrderEndpoints.AuthorizationAsync),
            New("Certificate", "POST", "certificate/{id}", IssuedEndpoints.GetAsync),
            New("AlternateCertificate", "POST", "certificate/{id}/{alternate}", IssuedEndpoints.GetAlternateAsync),
            New("Revoke", "POST", "revoke-cert", IssuedEndpoints.RevokeAsync),
            New("RenewalInfo", "GET", "renewal-info/{id}", RenewalEndpoints.GetAsync),
        ];
    }

    /// <summary>
    /// Removes what is over of the role ca: see <see cref="PurgeAsync(IServiceProvider, string, CancellationToken)"/>, and used tokens.
    /// </summary>
    public static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await PurgeAsync(services, "", cancellationToken);
        await Purge.RunAsync(services, AuthorityTokenUses.Table, cancellationToken);
    }

    /// <summary>
    /// Removes used nonces, orders that came to nothing, what named them or an authorization that is over, claims of replaced
    /// certificates, and accounts that were never used.
    /// </summary>
    /// <param name="prefix">Of the server's tables.</param>
    public static async Task PurgeAsync(IServiceProvider services, string prefix, CancellationToken cancellationToken)
    {
        // The keys of accounts, and the rows that list them, go after the accounts.
        foreach (var table in (string[])
        [
            AcmeNonces.UsedTable, AcmeOrders.OrderTable, AcmeOrders.IndexTable, AcmeAuthorizations.Table, AcmeReplacements.Table,
            AcmeAccounts.AccountTable, AcmeAccounts.KeyTable, AcmeAccounts.IndexTable,
        ])
            await Purge.RunAsync(services, prefix + table, cancellationToken);
    }
}
