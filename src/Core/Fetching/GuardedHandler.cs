using System.Net;

namespace Shaken.Core.Fetching;

/// <summary>
/// Sends requests, POSTs among them, to URLs that outsiders chose, by the rules of <see cref="GuardedFetcher"/>: https on 443 and 8443,
/// judged addresses, no redirect, no cookie, no proxy, so many at once to one host and in all. What a rule refuses fails as a connection
/// does. The caller bounds time and reads a bounded answer.
/// </summary>
public sealed class GuardedHandler : HttpMessageHandler
{
    private readonly IReadOnlySet<WebOrigin> _exemptOrigins;
    private readonly HttpMessageInvoker _publicClient;
    private readonly HttpMessageInvoker _exemptClient;
    private readonly FetchSlots _slots;

    /// <param name="shares">How many requests may be under way.</param>
    /// <param name="identity">Identifies us in TLS to hosts that ask for a certificate; null: none is sent.</param>
    public GuardedHandler(FetchingOptions options, IAddressResolver resolver, GuardedShares shares, ClientIdentity? identity = null)
    {
        _exemptOrigins = options.ReadExemptOrigins();
        _publicClient = GuardedConnection.NewPublicClient(options, resolver, identity);
        _exemptClient = GuardedConnection.NewExemptClient(options, resolver, identity);
        _slots = new FetchSlots(new FetchShares
        {
            All = shares.All,
            PerHost = shares.PerHost,
            ToStrangers = shares.All,
            ToStrangersPerClient = shares.All,
            NewPathsPerHost = shares.PerHost,
            NewPathsPerHostAndClient = shares.PerHost,
        });
    }

    /// <exception cref="IOException">A rule refuses the URL or its address, or there is no place free.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!FetchUrl.TryParse(request.RequestUri?.OriginalString ?? "", _exemptOrigins, out var url, out var refusal))
            throw new GuardException(refusal);
        using var slot = _slots.TryTake(new FetchPlace(url.Origin.Host, Client: default, IsStranger: false, IsNewPath: false))
            ?? throw new GuardException(new FetchRefusal(FetchFailure.Busy, "too many requests are under way"));

        // Never a higher version: HTTP/3 would connect past the judged address, to wherever an Alt-Svc header says.
        request.RequestUri = url.Uri;
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        request.Headers.TryAddWithoutValidation("User-Agent", "Shaken.Serverless");
        request.Options.Set(GuardedConnection.Slot, slot);
        return await (url.IsExempt ? _exemptClient : _publicClient).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _publicClient.Dispose();
            _exemptClient.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>How many requests a <see cref="GuardedHandler"/> has under way at once.</summary>
/// <param name="All">To all hosts together.</param>
/// <param name="PerHost">To one host.</param>
public sealed record GuardedShares(int All, int PerHost);
