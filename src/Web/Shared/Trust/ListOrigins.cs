using Shaken.Core.Fetching;
using Shaken.Core.Trust.Lists;

namespace Shaken.Web.Shared.Trust;

/// <summary>From where the trusted-CA list comes, by the settings.</summary>
internal static class ListOrigins
{
    public static ITrustListOrigin New(IServiceProvider services, TrustListSettings settings)
    {
        if (settings.File is { } file) return new TrustListFile(file);
        if (settings.Access is not { } access) return new TrustListUrl(services.GetRequiredService<IUrlFetcher>(), settings.Url!);

        // A client certificate is shown to this host and to no other.
        var http = access.Identity is { } identity
            ? OperatorClient.New(services.GetRequiredService<FetchingOptions>(), identity)
            : services.GetRequiredService<HttpMessageInvoker>();
        return new TrustListAccount(http, access.Url, access.Credentials, services.GetRequiredService<TimeProvider>());
    }
}
