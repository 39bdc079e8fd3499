using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Limiting;

/// <summary>The settings of <see cref="LimitSettings"/>.</summary>
internal static class LimitSetting
{
    public static NumberSetting PerAddressPerSecond { get; } = new("Limits:PerAddressPerSecond", 1000, 1, 1_000_000,
        "Requests of one address that an instance takes in a second, twice that in a burst; more get 429. An IPv6 "
        + "subscriber (64 bits) is one address",
        "200");

    public static NumberSetting PerAddressUnderWay { get; } = new("Limits:PerAddressUnderWay", 64, 1, 2_000_000,
        "Requests of one address in an instance, from their headers to the end of their answer; more get 429",
        "256",
        "`64`; under the Functions host without `Limits:ForwardedHeader`, where all callers are one address, twice `Limits:UnderWay`");

    public static NumberSetting UnderWay { get; } = new("Limits:UnderWay", 1024, 1, 1_000_000,
        "Requests that an instance answers at once, from the complete body to the first octet of the answer; more get 503. "
        + "As many bodies may be arriving: when there are more, the oldest of the address with the most gets 503",
        "512");

    public static NumberSetting BodySeconds { get; } = new("Limits:BodySeconds", 10, 1, 600,
        "How long a request's body may take on every HTTP version; then 408",
        "30");

    public static NumberSetting Connections { get; } = new("Limits:Connections", 4096, 1, 1_000_000,
        "Open connections of an instance on all its ports. Lowered at the start to what the process's limit on descriptors "
        + "leaves (`ulimit -n`, less 256 or half); the log has the number (8113, 8114). When all are taken, a new client "
        + "gets the place of the oldest connection of the address with the most",
        "20000");

    public static NumberSetting PerAddressConnections { get; } = new("Limits:PerAddressConnections", 128, 1, 1_000_000,
        "Open connections of one address; more are closed at once. No bound for `Limits:TrustedProxies`",
        "32");

    public static NumberSetting KeepAliveSeconds { get; } = new("Limits:KeepAliveSeconds", 60, 1, 3600,
        "How long a connection without a request stays open. Not under the Functions host",
        "20");

    public static Setting TrustedProxies { get; } = new("Limits:TrustedProxies",
        "Networks whose forwarded address counts, read from the right. Under the Functions host loopback does by itself",
        "None",
        "10.0.0.0/8");

    public static TextSetting ForwardedHeader { get; } = new("Limits:ForwardedHeader",
        "X-Forwarded-For",
        "The header in which trusted proxies name the client's address. Name only one that your front door overwrites",
        "X-Azure-SocketIP");

    public static IReadOnlyList<Setting> All { get; } =
    [
        PerAddressPerSecond, PerAddressUnderWay, UnderWay, BodySeconds, Connections, PerAddressConnections, KeepAliveSeconds,
        TrustedProxies, ForwardedHeader,
    ];
}
