using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Demo.Lab;

namespace Shaken.Cli.Lab;

/// <summary>
/// The environment of a lab: what the command line reads itself, under names that begin with SHAKEN, and what its user types into commands,
/// under names that begin with LAB.
/// </summary>
internal static class LabEnvironment
{
    public const string Sh = "sh";
    public const string Shells = "sh (and bash, zsh), fish or pwsh";

    public static IReadOnlyList<(string Name, string Value)> Of(LabFolder folder)
    {
        if (!File.Exists(folder.TrustList))
            throw new UsageException($"The lab in {folder.Path} is not founded yet: run `shaken lab up`, and wait until it serves.");
        var authority = folder.OriginOf(LabZone.Authority);
        return
        [
            (Variables.Server, authority),
            (Variables.OperatorKey, TextOf(folder.OperatorKey)),
            (Variables.TlsRoots, folder.TlsRoot),
            (Variables.ExemptOrigins, string.Join(',', LabZone.All.Select(folder.OriginOf))),
            (Variables.TrustList, folder.TrustList),
            (Variables.AdministratorRoots, folder.PolicyAdministratorRoot),
            ("LAB_PA", authority),
            ("LAB_ACME", folder.AcmeDirectory),
            ("LAB_CRL", folder.CrlUrl),
            .. Of(folder, LabZone.ProviderA, "LAB_A"),
            .. Of(folder, LabZone.ProviderB, "LAB_B"),
        ];
    }

    /// <summary>The lines that a shell evaluates.</summary>
    public static string ScriptOf(IReadOnlyList<(string Name, string Value)> values, string shell)
    {
        Func<(string Name, string Value), string> line = shell switch
        {
            Sh or "bash" or "zsh" => one => $"export {one.Name}={ShellText.Quote(one.Value)}",
            "fish" => one => $"set -gx {one.Name} '{one.Value.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("'", "\\'", StringComparison.Ordinal)}'",
            "pwsh" => one => $"$env:{one.Name} = '{one.Value.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => throw new UsageException($"--shell: \"{shell}\" is not a shell that is known here: {Shells}."),
        };
        return string.Join('\n', values.Select(line));
    }

    private static IEnumerable<(string Name, string Value)> Of(LabFolder folder, LabZone provider, string prefix)
    {
        var current = CurrentOf(folder, provider);
        yield return (prefix, folder.OriginOf(provider));
        yield return ($"{prefix}_CPS", folder.CpsOf(provider));
        yield return ($"{prefix}_KEY", Path.Combine(folder.KeysOf(provider), (string)current["key"]!));
        yield return ($"{prefix}_CHAIN", Path.Combine(folder.KeysOf(provider), (string)current["chain"]!));
        yield return ($"{prefix}_X5U", (string)current["x5u"]!);
        yield return ($"{prefix}_READER_KEY", TextOf(folder.FileOf(provider, LabFolder.ReaderKeyFile)));
        yield return ($"{prefix}_TENANT_KEY", TextOf(folder.FileOf(provider, LabFolder.TenantKeyFile)));
    }

    // Which key and chain the provider signs with now, as its signing service leaves it in the key folder.
    private static JsonObject CurrentOf(LabFolder folder, LabZone provider)
    {
        var name = provider.Provider.Replace('/', '-').ToLowerInvariant();
        var path = Path.Combine(folder.KeysOf(provider), $"{name}.json");
        try
        {
            if (JsonNode.Parse(Inputs.FileText(path)) is JsonObject current && current["key"] is not null && current["chain"] is not null
                && current["x5u"] is not null)
                return current;
            throw new JsonException("key, chain or x5u is missing");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path} is damaged ({exception.Message}): run `shaken lab reset {folder.Path}`.");
        }
    }

    private static string TextOf(string path) => Inputs.FileText(path).Trim();
}
