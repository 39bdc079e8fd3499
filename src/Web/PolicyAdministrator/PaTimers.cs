using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Storage;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.Reputation;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>What the STI-PA does by the clock. Idempotent, and safe on many instances at once.</summary>
internal static partial class PaTimers
{
    /// <summary>Publishes the next trusted-CA list, if the approved roots changed or the list in force comes near its exp.</summary>
    public static async Task PublishListAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        // Not due, or in the making on another instance: then there is nothing to do. That lists are ahead of the records, the log says.
        if (services.GetService<TrustListPublisher>() is { } publisher) await publisher.PublishAsync(isForced: false, cancellationToken);
    }

    /// <summary>Tells the audit log and the CAs of changes that an instance left untold.</summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<AccountFollowUp>().SweepAsync(cancellationToken);
        await services.GetRequiredService<RevokeToken>().SweepAsync(cancellationToken);
        if (services.GetService<ChangeAuthority>() is { } authorities) await authorities.SweepAsync(cancellationToken);
        await DirectoryPart.SweepAsync(services, cancellationToken);
        await BorderPart.SweepAsync(services, cancellationToken);
        await ReputationPart.SweepAsync(services, cancellationToken);
        await RegistrySubscriptionPart.SweepAsync(services, cancellationToken);
    }

    /// <summary>Warns of evidence that expires soon or has expired: a line a day for each, until it is renewed.</summary>
    public static async Task WarnAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var accounts = services.GetRequiredService<ProviderAccounts>();
        var logger = services.GetRequiredService<ILogger<ProviderAccounts>>();
        var today = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        string? continuation = null;
        do
        {
            var page = await accounts.ListAsync(continuation, StorageLimits.Page, cancellationToken);
            foreach (var account in page.Accounts.Where(account => account.State != AccountState.Closed))
            {
                foreach (var (evidence, hasExpired) in account.WarningsOn(today))
                {
                    var verb = hasExpired ? "expired on" : "expires on";
                    LogEvidence(logger, account.Id, evidence.Kind, evidence.Reference, verb, evidence.ExpiresOn!.Value);
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    [LoggerMessage(EventId = 1715, Level = LogLevel.Warning,
        Message = "The account {Account}: its {Kind} {Reference} {Expires} {Day:yyyy-MM-dd}; ask the provider to renew it, then amend the "
            + "account")]
    private static partial void LogEvidence(ILogger logger, string account, string kind, string reference, string expires, DateOnly day);
}
