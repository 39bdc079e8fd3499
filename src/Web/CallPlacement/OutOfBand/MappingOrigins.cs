using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Fetching;
using Shaken.Core.Trust.Lists;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>From where the cpsMapping comes, by the settings.</summary>
internal static class MappingOrigins
{
    public static ICpsMappingOrigin New(IServiceProvider services, MappingSource source, TrustListSettings trustList)
    {
        if (source.File is { } file) return new CpsMappingOrigin(new TrustListFile(file));

        // One STI-PA publishes both lists, behind one account. Its credentials are shown to its own host and to no other.
        var url = source.Url!;
        if (trustList.Access is not { } access || !Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || !IsOfOneOrigin(parsed, access.Url))
            return new CpsMappingOrigin(new TrustListUrl(services.GetRequiredService<IUrlFetcher>(), url, CpsMappingOrigin.Member));
        var http = access.Identity is { } identity
            ? OperatorClient.New(services.GetRequiredService<FetchingOptions>(), identity)
            : services.GetRequiredService<HttpMessageInvoker>();
        return new CpsMappingOrigin(new TrustListAccount(
            http, parsed, access.Credentials, services.GetRequiredService<TimeProvider>(), CpsMappingOrigin.Member));
    }

    private static bool IsOfOneOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
