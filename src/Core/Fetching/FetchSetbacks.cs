using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// Slows down who makes us ask hosts for what is not there: failed fetches of URLs that no signature has proven, counted by host, and by
/// host and client. It bounds the requests that a host gets in a stranger's name; URLs that were good before are never slowed.
/// </summary>
internal sealed class FetchSetbacks(FetchingOptions options, TimeProvider time)
{
    private const int Remembered = 10_000;

    private readonly KeyedRate _ofHosts = new(options.FailuresPerHostPerSecond, options.FailuresPerHost, Remembered, time);
    private readonly KeyedRate _ofClients =
        new(options.FailuresPerHostAndClientPerSecond, options.FailuresPerHostAndClient, Remembered, time);

    /// <summary>Whether an unproven URL of this host must wait.</summary>
    public bool AreTooMany(string host, ClientKey client) =>
        !_ofHosts.HasToken(host) || (client.IsSomebody && !_ofClients.HasToken(Key(host, client)));

    /// <summary>How long it takes until one more URL may be tried.</summary>
    public TimeSpan Pause(ClientKey client) =>
        TimeSpan.FromSeconds(1 / (client.IsSomebody ? options.FailuresPerHostAndClientPerSecond : options.FailuresPerHostPerSecond));

    public void Add(string host, ClientKey client)
    {
        _ofHosts.TryTake(host);
        if (client.IsSomebody) _ofClients.TryTake(Key(host, client));
    }

    private static string Key(string host, ClientKey client) => $"{host} {client.Value}";
}
