using Microsoft.Extensions.Options;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Delegation;

/// <summary>What grants need by the clock.</summary>
internal static class DelegationTimers
{
    public static IReadOnlyList<TimerFunction> All { get; } =
    [
        new("DelegationFollow", Role.Delegation, "20 * * * * *", FollowAsync),
        new("DelegationSettle", Role.Delegation, "40 * * * * *", SettleAsync),
        new("DelegationCompare", Role.Delegation, "55 * * * * *", CompareAsync),
        new("DelegationPurge", Role.Delegation, "50 47 3 * * *", (services, token) => Purge.RunAsync(services, NumberGrants.Table, token)),
    ];

    // Changes that an instance left untold; then grants that begin, end, or were begun and not finished.
    private static async Task FollowAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<DelegationCustomers>().SweepAsync(cancellationToken);
        await services.GetRequiredService<NumberGrants>().SweepAsync(cancellationToken);
        await services.GetRequiredService<FollowGrants>().RunAsync(cancellationToken);
    }

    private static Task SettleAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<SettleWithdrawn>().RunAsync(cancellationToken);

    private static async Task CompareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var most = services.GetRequiredService<IOptions<DelegationSettings>>().Value.ComparedPerMinute;
        await services.GetRequiredService<CompareGrants>().RunAsync(most, cancellationToken);
    }
}
