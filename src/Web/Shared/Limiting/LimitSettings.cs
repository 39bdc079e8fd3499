using System.Net;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Limiting;

/// <summary>What one instance lets happen at once.</summary>
internal sealed record LimitSettings : ISettings<LimitSettings>
{
    /// <summary>Requests that are being answered; more get 503.</summary>
    public required int UnderWay { get; init; }

    /// <summary>Requests of one address from their headers to the end of their answer; more get 429.</summary>
    public required int PerAddressUnderWay { get; init; }

    /// <summary>Requests of one address a second, twice that in a burst; more get 429.</summary>
    public required int PerAddressPerSecond { get; init; }

    /// <summary>Request bodies on their way. When there are more, the oldest of the address with the most is refused with 503.</summary>
    public int Arriving => UnderWay;

    /// <summary>How long a request's body may take from its headers to its last octet; then the request gets 408.</summary>
    public required TimeSpan BodyDeadline { get; init; }

    /// <summary>Open connections, before the process's limit on descriptors is looked at.</summary>
    public required int Connections { get; init; }

    /// <summary>Open connections of one address that is no trusted proxy.</summary>
    public required int PerAddressConnections { get; init; }

    /// <summary>How long a connection without a request stays open.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>Whose forwarded address counts.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>The header in which trusted proxies write the client's address.</summary>
    public required string ForwardedHeader { get; init; }

    public static IReadOnlyList<Setting> Declared => LimitSetting.All;

    public static LimitSettings Read(SettingsReader reader)
    {
        var proxies = new List<IPNetwork>();
        foreach (var text in reader.Texts(LimitSetting.TrustedProxies))
        {
            if (IPNetwork.TryParse(text, out var network)) proxies.Add(network);
            else reader.Refuse(LimitSetting.TrustedProxies, $"\"{text}\" is no network such as 10.0.0.0/8");
        }

        var header = reader.Text(LimitSetting.ForwardedHeader);
        if (header is not null && !header.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            reader.Refuse(LimitSetting.ForwardedHeader, $"\"{header}\" is no name of a header such as X-Forwarded-For");

        // Under a host that proxies, every request comes from one address unless a header names the client's. Then this bound must not be the narrowest.
        var underWay = reader.Number(LimitSetting.UnderWay);
        var isOneAddress = reader.Get<ListenSettings>().IsUnderFunctionsHost && header is null;
        return new LimitSettings
        {
            UnderWay = underWay,
            PerAddressUnderWay = reader.Number(
                LimitSetting.PerAddressUnderWay,
                otherwise: isOneAddress ? 2 * underWay : Math.Min(LimitSetting.PerAddressUnderWay.Otherwise, underWay)),
            PerAddressPerSecond = reader.Number(LimitSetting.PerAddressPerSecond),
            BodyDeadline = reader.Seconds(LimitSetting.BodySeconds),
            Connections = reader.Number(LimitSetting.Connections),
            PerAddressConnections = reader.Number(LimitSetting.PerAddressConnections),
            KeepAlive = reader.Seconds(LimitSetting.KeepAliveSeconds),
            TrustedProxies = proxies,
            ForwardedHeader = header ?? LimitSetting.ForwardedHeader.Otherwise,
        };
    }
}
