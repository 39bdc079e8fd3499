using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>The one door for every URL that an outsider chose.</summary>
public interface IUrlFetcher
{
    /// <summary>Fetches a document, or says why not. Cancelling throws and stops nobody else who waits for the same URL.</summary>
    Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken);
}
