using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>The one door for every URL that an outsider chose.</summary>
public interface IUrlFetcher
{
    /// <summary>Fetches a document, or says why not. Cancelling throws and stops nobody else who waits for the same URL.</summary>
    Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken);

    /// <summary>
    /// The same on behalf of a client, whose share of the places is bounded. A fetcher without shares need not tell clients apart.
    /// </summary>
    Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, ClientKey client, CancellationToken cancellationToken) =>
        FetchAsync(url, profile, cancellationToken);
}
