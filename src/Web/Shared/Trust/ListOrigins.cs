using Shaken.Core.Fetching;
using Shaken.Core.Trust.Lists;

namespace Shaken.Web.Shared.Trust;

/// <summary>From where the documents of policy administrators come, by the settings.</summary>
internal static class ListOrigins
{
    private const string PolicyMember = "countryPolicy";

    /// <summary>A trusted-CA list.</summary>
    public static ITrustListOrigin New(IServiceProvider services, TrustListSettings settings)
    {
        if (settings.File is { } file) return new TrustListFile(file);
        return settings.Access is { } access
            ? NewAccount(services, access, access.Url)
            : new TrustListUrl(services.GetRequiredService<IUrlFetcher>(), settings.Url!);
    }

    /// <summary>The country policy, with the credentials of the list of the same administrator.</summary>
    public static ITrustListOrigin NewPolicy(IServiceProvider services, CountrySettings settings, TrustListAccess? access)
    {
        if (settings.PolicyFile is { } file) return new TrustListFile(file, PolicyMember);
        var url = settings.PolicyUrl!;
        return access is not null
            ? NewAccount(services, access, new Uri(url), PolicyMember)
            : new TrustListUrl(services.GetRequiredService<IUrlFetcher>(), url, PolicyMember);
    }

    private static TrustListAccount NewAccount(
        IServiceProvider services, TrustListAccess access, Uri url, string member = TrustListAnswer.CaList)
    {
        // A client certificate is shown to this host and to no other.
        var http = access.Identity is { } identity
            ? OperatorClient.New(services.GetRequiredService<FetchingOptions>(), identity)
            : services.GetRequiredService<HttpMessageInvoker>();
        return new TrustListAccount(http, url, access.Credentials, services.GetRequiredService<TimeProvider>(), member);
    }
}
