using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Shaken.Azure.KeyVault;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;
using Shaken.Local.Keys;

namespace Shaken.Cli.Ceremonies;

/// <summary>What <c>shaken pa</c> and <c>shaken ca</c> both read and print.</summary>
internal static class CeremonyInputs
{
    public static readonly Option<string> Country = new("--country") { Description = "ISO 3166-1 alpha-2 code, such as US: the C of every subject and issuer.", Required = true };
    public static readonly Option<string> Organization = new("--organization") { Description = "Legal name, the O of every certificate.", Required = true };
    public static readonly Option<string> RootLife = new("--root-life") { Description = "How long a root is good, such as 3650d.", DefaultValueFactory = _ => "3650d" };
    public static readonly Option<string> LifeBelowRoot = new("--life") { Description = "How long what the root signs is good, such as 1825d.", DefaultValueFactory = _ => "1825d" };

    public static readonly Option<string> Vault = new("--vault") { Description = "URL of a Key Vault or managed HSM: the keys are made there and never leave it. You are signed in as with az login." };
    public static readonly Option<string> VaultPrefix = new("--vault-prefix") { Description = "Prefix of each key's name, for a vault that holds keys of several authorities.", DefaultValueFactory = _ => "" };
    public static readonly Option<bool> VaultHsm = new("--vault-hsm") { Description = "Keep them in the vault's hardware module (premium vaults); a managed HSM always does." };

    /// <summary>Keys that a folder knows by their names in vaults. Nobody signs in before one is used.</summary>
    public static KeysInVaults KeysElsewhere => new(NewVaults());

    public static KeyCeremony CeremonyOf(ParseResult parsed) => new(
        new CeremonyLives(Life(parsed.GetValue(RootLife) ?? "3650d", "--root-life"), Life(parsed.GetValue(LifeBelowRoot)!, "--life")), Inputs.TimeOf(parsed), SystemRandom.Instance, MakerOf(parsed));

    /// <summary>A key below a root in a vault is made in a vault too: one in a file would be the weaker of the two.</summary>
    public static void CheckMaker(ParseResult parsed, AuthorityFolder folder, string rootName)
    {
        if (parsed.GetValue(Vault) is null && folder.Keys.FindCurrent(rootName)?.Key is IKeptElsewhere root) throw new UsageException($"The root's key is in a vault ({root.KeyId}): name the vault for the new key with --vault.");
    }

    private static IKeyMaker MakerOf(ParseResult parsed)
    {
        if (parsed.GetValue(Vault) is not { } text) return SoftwareKeyMaker.Instance;
        if (!VaultAddress.TryParse(text, out var vault)) throw new UsageException($"--vault: \"{text}\" is not the URL of a vault, such as https://NAME.vault.azure.net.");
        if (KeyOptions.PassphraseOf(parsed) is not null) throw new UsageException("--vault: a passphrase seals key files, and a vault makes none: leave the passphrase out.");
        var prefix = parsed.GetValue(VaultPrefix) ?? "";
        if (prefix.Length > 64 || !prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')) throw new UsageException("--vault-prefix: must have at most 64 of 0-9 a-z A-Z -");
        var protection = parsed.GetValue(VaultHsm) || vault.IsManagedHsm ? VaultProtection.Hardware : VaultProtection.Software;
        return new VaultKeyMaker(NewVaults().KeysOf(vault), prefix, protection, Clock.System);
    }

    private static Vaults NewVaults() => new(Vaults.CredentialOf(clientId: null), VaultRate.Default, Clock.System);

    public static CountryCode CountryOf(ParseResult parsed) =>
        CountryCode.TryParse(parsed.GetValue(Country), out var country) ? country : throw new UsageException($"--country: \"{parsed.GetValue(Country)}\" is not an ISO 3166-1 alpha-2 code in capitals, such as US.");

    /// <summary>A number and a unit: s, m, h or d.</summary>
    public static TimeSpan Life(string text, string option)
    {
        var unit = text is [.., var letter] ? letter switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => TimeSpan.Zero } : TimeSpan.Zero;
        const int MostDays = 36_500;
        return unit > TimeSpan.Zero && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && unit * count <= TimeSpan.FromDays(MostDays)
            ? unit * count
            : throw new UsageException($"{option}: \"{text}\" is not a time span, such as 2h or 90d (at most {MostDays}d).");
    }

    public static JsonObject Of(AuthorityFolder folder, KeyEntry entry) => new()
    {
        ["name"] = entry.Name,
        ["version"] = entry.Version,
        ["current"] = folder.Keys.FindCurrentVersion(entry.Name) == entry.Version,
        ["subject"] = entry.Certificate.Subject.ToString(),
        ["notAfter"] = Inputs.Text(entry.Certificate.NotAfter),
        ["sha256"] = entry.Certificate.Fingerprint,
        ["certificate"] = Path.Combine(folder.Certificates, AuthorityFolder.FileName(entry.Name, entry.Version)),
    };

    /// <summary>Everything in the folder, from the public certificates' side too: which versions there are and which is in use.</summary>
    public static JsonArray AllOf(AuthorityFolder folder) => new([.. folder.Keys.Names
        .SelectMany(name => folder.Keys.Versions(name).Select(version => (JsonNode)Of(folder, folder.Keys.Get(name, version))))]);

    public static CommandResult Answer(AuthorityFolder folder, Outcome<FoundedKeys, CeremonyRefusal> outcome) => outcome.TryGet(out var founded, out var refusal)
        ? CommandResult.Good(new JsonArray([.. founded.Entries.Select(entry => (JsonNode)Of(folder, entry))]))
        : throw new UsageException($"{refusal.Detail}.");

    public static CommandResult Answer(AuthorityFolder folder, Outcome<KeyEntry, CeremonyRefusal> outcome) => outcome.TryGet(out var entry, out var refusal)
        ? CommandResult.Good(Of(folder, entry))
        : throw new UsageException($"{refusal.Detail}.");
}
