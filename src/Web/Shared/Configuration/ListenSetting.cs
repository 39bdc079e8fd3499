namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of <see cref="ListenSettings"/>.</summary>
internal static class ListenSetting
{
    public static Setting Address { get; } = new("Shaken:Listen:Address",
        "IP address to listen on, alone",
        "`127.0.0.1`",
        "0.0.0.0");

    public static NumberSetting Port { get; } = new("Shaken:Listen:Port", 7071, 0, 65535,
        "Port for HTTP/1.1 without TLS, alone; 0 takes a free one, `off` opens none",
        "off");

    public static NumberSetting TlsPort { get; } = new("Shaken:Tls:Port", 0, 0, 65535,
        "Port for HTTP/1.1 and HTTP/2 over TLS, alone; 0 takes a free one",
        "443",
        "No TLS");

    public static Setting TlsCertificate { get; } = new("Shaken:Tls:Certificate",
        "PEM files of the server's certificate (its intermediates may follow) and its private key; both are needed with a "
        + "TLS port, and read again when they change. Messages about both name `Shaken:Tls`",
        "None",
        "/etc/shaken/tls.pem");

    public static Setting TlsKey { get; } = new("Shaken:Tls:Key", TlsCertificate.Meaning, TlsCertificate.Without, "");

    public static NumberSetting FunctionsHostPort { get; } = new("FUNCTIONS_CUSTOMHANDLER_PORT", 1, 1, 65535,
        "Set by the Functions host and by nobody else: the loopback port to listen on",
        "",
        "None: the program runs alone");

    public static IReadOnlyList<Setting> All { get; } = [Address, Port, TlsPort, TlsCertificate, TlsKey, FunctionsHostPort];
}
