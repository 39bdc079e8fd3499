using Shaken.Core.Pki.Der;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>
/// The advertisement of this CPS (RFC 9888): signed when it is first asked for, and the same from then on, since it names no time.
/// </summary>
/// <param name="entries">What it is advertised for.</param>
/// <param name="url">Its base URL.</param>
public sealed class OwnAdvertisement(CpsAdvertisementSigner signer, IReadOnlyList<TnAuthListEntry> entries, string url)
{
    private volatile string? _signed;

    /// <summary>The compact JWS.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _signed ??= await signer.SignAsync(entries, url, cancellationToken);
}
