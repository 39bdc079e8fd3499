using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Fetching;

namespace Shaken.Cli.Output;

/// <summary>
/// What loopback and private networks need of every command that goes out: roots for TLS, and origins that the rules for strangers' URLs
/// do not bind. Read once, before the command runs: a process runs one command.
/// </summary>
internal static class NetworkOptions
{
    public static readonly Option<string[]> ExemptOrigin = new("--exempt-origin")
    {
        Description = "For trials: an origin scheme://host:port that may be fetched from although it is not public https; may be repeated. "
            + $"Default: {Variables.ExemptOrigins}.",
        Recursive = true,
    };

    public static readonly Option<string[]> TlsRoot = new("--tls-root")
    {
        Description = $"File with a root for TLS, PEM, beside the system's; may be repeated. Default: {Variables.TlsRoots}.",
        Recursive = true,
    };

    /// <summary>As the command line and the environment have it.</summary>
    public static FetchingOptions Current { get; private set; } = new();

    /// <summary>Reads both; refuses what is no origin or no certificate by name.</summary>
    public static void Take(ParseResult parsed)
    {
        var origins = Given(parsed, ExemptOrigin) ?? Variables.Texts(Variables.ExemptOrigins, ',');
        var roots = Given(parsed, TlsRoot) ?? Variables.Texts(Variables.TlsRoots, Path.PathSeparator);
        Current = new FetchingOptions { ExemptOrigins = origins, TlsRoots = [.. roots.SelectMany(RootsIn)] };
        if (Current.Errors().FirstOrDefault() is { } error)
            throw new UsageException($"{error.Replace("ExemptOrigins:", "--exempt-origin:", StringComparison.Ordinal)}.");
    }

    private static string[]? Given(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } values ? values : null;

    private static X509Certificate2Collection RootsIn(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(Inputs.FileText(path));
        }
        catch (CryptographicException exception)
        {
            throw new UsageException($"--tls-root: {path} cannot be read: {exception.Message}");
        }

        return roots.Count > 0 ? roots : throw new UsageException($"--tls-root: {path} holds no certificate in PEM.");
    }
}
