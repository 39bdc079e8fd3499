using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Everything that is wrong with a configuration, each line with the setting's name and the rule it broke.</summary>
public sealed record SettingsErrors(IReadOnlyList<string> Lines);

/// <summary>From configuration to each part's settings, or to the list of everything that is wrong with it.</summary>
public static class SettingsParser
{
    /// <summary>Opens the keys that settings name in vaults, if they do, and reads everything.</summary>
    /// <param name="connect">Gives access to vaults.</param>
    internal static async Task<Outcome<ParsedSettings, SettingsErrors>> ParseAsync(
        IConfiguration configuration, Func<VaultSettings, Vaults> connect, CancellationToken cancellationToken)
    {
        // Its errors are found again, and told, when everything is read.
        var first = new SettingsReader(configuration, PemFileKeys.Instance, vaults: null);
        if (KeySettings.KindOf(first) == KeysKind.Software) return Parse(configuration);
        var vaults = connect(VaultSettings.Read(first));
        var keys = await VaultKeys.OpenAsync(first, vaults, cancellationToken);
        var reader = new SettingsReader(configuration, keys, vaults);
        foreach (var module in RoleModules.All) await module.CheckVaultsAsync(reader, vaults, cancellationToken);
        return Parse(reader);
    }

    /// <summary>Reads everything, with keys in files.</summary>
    public static Outcome<ParsedSettings, SettingsErrors> Parse(IConfiguration configuration) =>
        Parse(new SettingsReader(configuration, PemFileKeys.Instance, vaults: null));

    private static Outcome<ParsedSettings, SettingsErrors> Parse(SettingsReader reader)
    {
        foreach (var part in SettingsParts.All) part.Read(reader);
        UnknownSettings.Refuse(reader);
        reader.Parsed.Given = GivenSettings.Read(reader);
        return reader.Errors.Count == 0 ? reader.Parsed : new SettingsErrors(reader.Errors);
    }
}
