namespace Shaken.Cli.Output;

/// <summary>
/// The environment variables that stand for options, all of them. An option on the command line wins. `shaken lab env` prints them for a
/// lab, and docs/cli.md lists them.
/// </summary>
internal static class Variables
{
    /// <summary>For <c>--server</c>.</summary>
    public const string Server = "SHAKEN_SERVER";

    /// <summary>The operator's key, for <c>--key-file</c>.</summary>
    public const string OperatorKey = "SHAKEN_OPERATOR_KEY";

    /// <summary>For <c>--tls-root</c>: files, separated as PATH is.</summary>
    public const string TlsRoots = "SHAKEN_TLS_ROOT";

    /// <summary>For <c>--exempt-origin</c>: origins, separated by commas.</summary>
    public const string ExemptOrigins = "SHAKEN_EXEMPT_ORIGINS";

    /// <summary>For <c>--trust-list</c>, where no <c>--root</c> is given.</summary>
    public const string TrustList = "SHAKEN_TRUST_LIST";

    /// <summary>For <c>--pa-root</c>: files, separated as PATH is.</summary>
    public const string AdministratorRoots = "SHAKEN_PA_ROOT";

    /// <summary>The value of a variable; null where it is not set, or empty.</summary>
    public static string? Text(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The values of a variable that holds several.</summary>
    public static string[] Texts(string name, char separator) =>
        Text(name)?.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
