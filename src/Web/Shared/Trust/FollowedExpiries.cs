using Shaken.Core.Trust;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.Shared.Trust;

/// <summary>The documents that this deployment follows, as they are in memory.</summary>
internal sealed class FollowedExpiries(ParsedSettings settings, TrustDomain domain, IServiceProvider services) : IExpirySource
{
    // Refreshes begin long before: a document that is this close to its end could not be replaced.
    private static readonly TimeSpan Close = TimeSpan.FromHours(1);

    public ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<Expiry>();
        if (settings.Get<TrustListSettings>().IsConfigured) found.Add(Of("trusted-CA list that is followed", domain.Roots?.ExpiresAt));
        found.AddRange((services.GetService<FollowedLists>()?.All ?? []).Select(list => Of(list.Title, list.ExpiresAt)));
        return ValueTask.FromResult(new ExpiryList(found));
    }

    private static Expiry Of(string name, DateTimeOffset? expiresAt) => new(ExpiryKind.Followed, name, expiresAt, expiresAt - Close);
}
