namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of <see cref="FetchingSettings"/>.</summary>
internal static class FetchingSetting
{
    public static Setting ExemptOrigins { get; } = new("Fetching:ExemptOrigins",
        "Origins `scheme://host:port` that may be fetched though scheme, port or address forbid it. For a laptop and "
        + "tests; refused under the Functions host, but for the local one",
        "None",
        "https://127.0.0.1:8443");

    public static Setting TlsRoots { get; } = new("Fetching:TlsRoots",
        "PEM files with roots for the TLS of exempt origins and of the hosts that settings name (CAs, STI-PAs, webhooks, "
        + "other CPSs), beside the system's. As above",
        "None",
        "test-root.pem");

    public static IReadOnlyList<Setting> All { get; } = [ExemptOrigins, TlsRoots];
}
