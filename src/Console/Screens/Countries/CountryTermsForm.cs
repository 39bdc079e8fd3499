using System.Text.Json;
using Shaken.OperatorConsole.Acts;

namespace Shaken.OperatorConsole.Screens.Countries;

/// <summary>The terms of one country as fields, as the country policy has them.</summary>
internal sealed class CountryTermsForm
{
    private readonly FormField _mechanism;
    private readonly FormField _ceiling;
    private readonly FormField _isExcluded;
    private readonly FormField _prefixes;
    private readonly FormField _roots;
    private readonly FormField _administratorRoots;
    private readonly FormField _crls;

    /// <param name="country">Null: one that has no terms yet.</param>
    /// <param name="terms">Those that are amended, as the server told them; null: none.</param>
    public CountryTermsForm(string? country, JsonElement? terms)
    {
        Country = new FormField("Country")
        {
            Value = country ?? "", IsRequired = true, IsFixed = country is not null, Help = "ISO 3166-1 alpha-2, as CA.",
        };
        _mechanism = new FormField("How it is trusted", FieldKind.Choice)
        {
            Value = TextOf(terms, "mechanism") ?? "merge", Choices = ["merge", "registry", "own", "none"],
        };
        _ceiling = new FormField("Highest attestation that counts", FieldKind.Choice)
        {
            Value = TextOf(terms, "ceiling") ?? "A", Choices = ["A", "B", "C", "none"],
        };
        _isExcluded = new FormField("Excluded: its calls are not judged at all", FieldKind.Flag)
        {
            Value = terms is { } one && one.TryGetProperty("excluded", out var flag) && flag.ValueKind == JsonValueKind.True ? "yes" : "",
        };
        _prefixes = Lines("Prefixes of its numbers", "prefixes", terms, "Each on a line, as 1204; empty: those of its country code.");
        _roots = Lines("Roots of its CAs", "roots", terms, "SHA-256 in lower-case hexadecimal, each on a line.");
        _administratorRoots = Lines("Roots of its STI-PA", "paRoots", terms, "DER in base64, each on a line.");
        _crls = Lines("URLs of its CRLs", "crls", terms, "Each on a line.");
    }

    public FormField Country { get; }

    public IReadOnlyList<FormField> Fields =>
        [Country, _mechanism, _ceiling, _isExcluded, _prefixes, _roots, _administratorRoots, _crls];

    /// <summary>What was entered, as the server takes it.</summary>
    public object Terms => new
    {
        mechanism = _mechanism.Value,
        ceiling = _ceiling.Value,
        excluded = _isExcluded.Flag,
        roots = Given(_roots),
        paRoots = Given(_administratorRoots),
        crls = Given(_crls),
        prefixes = Given(_prefixes),
    };

    // A member that says nothing is left out.
    private static IReadOnlyList<string>? Given(FormField field) => field.Lines is { Count: > 0 } lines ? lines : null;

    private static string? TextOf(JsonElement? terms, string name) =>
        terms is { } one && one.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static FormField Lines(string label, string name, JsonElement? terms, string help) => new(label, FieldKind.Lines)
    {
        Value = terms is { } one && one.TryGetProperty(name, out var list)
            ? string.Join('\n', list.EnumerateArray().Select(text => text.GetString()))
            : "",
        Help = help,
    };
}
