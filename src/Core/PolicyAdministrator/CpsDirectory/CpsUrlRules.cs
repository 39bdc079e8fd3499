using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.CpsDirectory;

/// <summary>
/// Which URLs the directory takes: those that the guarded fetcher would ask, with a name that leads to public addresses only. Everybody
/// posts to what the directory says, so it must not lead them into networks of their own.
/// </summary>
public sealed class CpsUrlRules
{
    private readonly IReadOnlySet<WebOrigin> _exempt;
    private readonly IAddressResolver _resolver;

    public CpsUrlRules(FetchingOptions options, IAddressResolver resolver) =>
        (_exempt, _resolver) = (options.ReadExemptOrigins(), resolver);

    /// <summary>Judges a URL that a provider gave.</summary>
    /// <exception cref="Storage.StorageException">The name could not be looked up now.</exception>
    public async ValueTask<Outcome<FetchUrl, CpsDirectoryRefusal>> JudgeAsync(string url, CancellationToken cancellationToken)
    {
        if (!FetchUrl.TryParse(url, _exempt, out var parsed, out var refusal))
        {
            var failure = refusal.Reason == FetchFailure.AddressNotAllowed
                ? CpsDirectoryFailure.AddressNotPublic : CpsDirectoryFailure.UrlNotAllowed;
            return new CpsDirectoryRefusal(failure, refusal.Detail);
        }

        if (parsed.IsExempt || parsed.Origin.Address is not null) return parsed;
        var addresses = await _resolver.ResolveAsync(parsed.Origin.Host, cancellationToken);
        if (addresses.Count == 0) return NotPublic("the URL's host name leads to no address");
        return addresses.All(AddressRules.Allows) ? parsed : NotPublic("the URL's host name leads to an address that is not public");
    }

    private static CpsDirectoryRefusal NotPublic(string detail) => new(CpsDirectoryFailure.AddressNotPublic, detail);
}
