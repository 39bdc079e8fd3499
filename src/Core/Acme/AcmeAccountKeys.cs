using Shaken.Core.Issuing;
using Shaken.Core.Signing;

namespace Shaken.Core.Acme;

/// <summary>The keys of this server's accounts, for those who must not certify them.</summary>
public sealed class AcmeAccountKeys(AcmeAccounts accounts) : IKnownAccountKeys
{
    public async ValueTask<bool> IsKnownAsync(JsonWebKey key, CancellationToken cancellationToken) => await accounts.FindByKeyAsync(key, cancellationToken) is not null;
}
