using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Local.Authorities;
using Shaken.Local.Keys;

namespace Shaken.Cli.Ceremonies;

/// <summary>What <c>shaken pa</c> and <c>shaken ca</c> both read and print.</summary>
internal static class CeremonyInputs
{
    public static readonly Option<string> Country = new("--country") { Description = "ISO 3166-1 alpha-2 code, such as US: it stands in subject and issuer of every certificate.", Required = true };
    public static readonly Option<string> Organization = new("--organization") { Description = "Legal name, the O of every certificate.", Required = true };
    public static readonly Option<string> PassphraseVariable = new("--passphrase-env") { Description = "Environment variable with the passphrase that seals the private keys." };
    public static readonly Option<string> PassphraseFile = new("--passphrase-file") { Description = "File whose first line is that passphrase." };
    public static readonly Option<string> RootLife = new("--root-life") { Description = "How long a root is good, such as 3650d.", DefaultValueFactory = _ => "3650d" };
    public static readonly Option<string> LifeBelowRoot = new("--life") { Description = "How long what the root signs is good, such as 1825d.", DefaultValueFactory = _ => "1825d" };

    public static KeyPassphrase? PassphraseOf(ParseResult parsed)
    {
        KeyPassphrase? passphrase = null;
        string? failure = null;
        if (parsed.GetValue(PassphraseVariable) is { } variable && !KeyPassphrase.TryFromEnvironment(variable, out passphrase, out failure)) throw new UsageException($"--passphrase-env: {failure}.");
        if (parsed.GetValue(PassphraseFile) is { } file && !KeyPassphrase.TryFromFile(file, out passphrase, out failure)) throw new UsageException($"--passphrase-file: {failure}.");
        return passphrase;
    }

    public static KeyCeremony CeremonyOf(ParseResult parsed) => new(
        new CeremonyLives(Life(parsed.GetValue(RootLife) ?? "3650d", "--root-life"), Life(parsed.GetValue(LifeBelowRoot)!, "--life")), Inputs.TimeOf(parsed), SystemRandom.Instance);

    public static CountryCode CountryOf(ParseResult parsed) =>
        CountryCode.TryParse(parsed.GetValue(Country), out var country) ? country : throw new UsageException($"--country: \"{parsed.GetValue(Country)}\" is no ISO 3166-1 alpha-2 code, in capitals.");

    /// <summary>A number and a unit: s, m, h or d.</summary>
    public static TimeSpan Life(string text, string option)
    {
        var unit = text is [.., var letter] ? letter switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => TimeSpan.Zero } : TimeSpan.Zero;
        const int MostDays = 36_500;
        return unit > TimeSpan.Zero && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && unit * count <= TimeSpan.FromDays(MostDays)
            ? unit * count
            : throw new UsageException($"{option}: \"{text}\" is no span of time, such as 2h or 90d (at most {MostDays}d).");
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
