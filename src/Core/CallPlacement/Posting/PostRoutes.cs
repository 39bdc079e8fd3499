using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>
/// Finds the CPS of a called number. First what is advertised for the number itself or a block with it, since its holder signed that; then
/// by the provider that serves the number now (ported numbers included): a CPS that the operator names, the verified cpsMapping of the
/// policy administrator, the provider's own advertisement.
/// </summary>
/// <param name="mapping">Null: no cpsMapping is followed.</param>
/// <param name="country">Whose codes the cpsMapping has; null: not known, and then the mapping is not used.</param>
/// <param name="peers">One a provider.</param>
/// <param name="fetching">Says which origins a laptop or a test exempts.</param>
public sealed class PostRoutes(
    INumberDirectory numbers, IReadOnlyList<PostPeer> peers, CpsLookup? mapping, CountryCode? country, AdvertisedCpss advertised,
    FetchingOptions fetching)
{
    private readonly Dictionary<ProviderId, PostPeer> _peers = peers.ToDictionary(peer => peer.Provider);
    private readonly IReadOnlySet<WebOrigin> _exemptOrigins = fetching.ReadExemptOrigins();

    /// <summary>The route; null: nobody says which CPS the number has.</summary>
    /// <exception cref="Storage.StorageException">The number directory did not answer.</exception>
    internal async ValueTask<PostRoute?> FindAsync(TelephoneNumber called, CancellationToken cancellationToken)
    {
        if (advertised.Find(called) is { } ofNumber) return ByNumber(ofNumber);
        if (await numbers.FindAsync(called, cancellationToken) is not { Provider: var provider }) return null;
        if (_peers.TryGetValue(provider, out var peer)) return new PostRoute(peer.Form, peer.Url, peer.Audience, IsOperators: true);
        if (provider.Country == country && mapping?.Find(provider.Code) is { } text
            && FetchUrl.TryParse(text, _exemptOrigins, out var url, out _))
            return new PostRoute(CpsForm.Open, url.Uri, url.Uri.Host, IsOperators: false);
        return advertised.Find(provider) is { } ofProvider ? ByNumber(ofProvider) : null;
    }

    private static PostRoute ByNumber(Uri baseUrl) => new(CpsForm.ByNumber, baseUrl, baseUrl.Host, IsOperators: false);
}
