using System.Net;

namespace Shaken.Core.Fetching;

/// <summary>Resolves host names. A parameter, so that a test can let a name lead anywhere.</summary>
public interface IAddressResolver
{
    /// <summary>
    /// The addresses of a host, perhaps none. The task ends when the lookup has really ended: who cancels stops waiting for it, and the
    /// fetcher counts it until then.
    /// </summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
