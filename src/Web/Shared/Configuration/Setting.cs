using System.Globalization;

namespace Shaken.Web.Shared.Configuration;

/// <summary>
/// A setting, declared once. <see cref="SettingsReader"/> reads declarations only, never a bare name, and the table of settings in
/// docs/operations/settings.md is written from them.
/// </summary>
/// <param name="Name">As an operator writes it, with colons.</param>
/// <param name="Meaning">For the table. Neighbours with one meaning share a row.</param>
/// <param name="Without">What holds where it is not set, for the table.</param>
/// <param name="Example">For the table; empty: none.</param>
internal record Setting(string Name, string Meaning, string Without, string Example)
{
    /// <summary>In the name of a setting: where the name that an operator chooses stands, of one of several things of a kind.</summary>
    public const string Named = "{name}";

    /// <summary>The values that are taken, for the table; empty where the meaning says it.</summary>
    public virtual string Values => "";

    /// <summary>Whether there is one of each name that an operator chooses.</summary>
    public bool IsNamed => Name.Contains(Named, StringComparison.Ordinal);

    public sealed override string ToString() => Name;
}

/// <summary>A text with a value of its own.</summary>
/// <param name="Otherwise">The value where it is not set.</param>
internal sealed record TextSetting(string Name, string Otherwise, string Meaning, string Example, string? Without = null)
    : Setting(Name, Meaning, Without ?? $"`{Otherwise}`", Example);

/// <summary>A whole number within bounds.</summary>
/// <param name="Otherwise">The value where it is not set, unless the reader of the setting has another.</param>
internal sealed record NumberSetting(
    string Name, int Otherwise, int Least, int Most, string Meaning, string Example, string? Without = null)
    : Setting(Name, Meaning, Without ?? $"`{Otherwise}`", Example)
{
    public override string Values => string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}");
}

/// <summary>Yes or no.</summary>
/// <param name="Otherwise">The value where it is not set, unless the reader of the setting has another.</param>
internal sealed record FlagSetting(string Name, bool Otherwise, string Meaning, string Example, string? Without = null)
    : Setting(Name, Meaning, Without ?? (Otherwise ? "`true`" : "`false`"), Example)
{
    public override string Values => "`true`, `false`";
}

/// <summary>One of a few words, in any case.</summary>
/// <param name="Otherwise">The value where it is not set.</param>
internal sealed record ChoiceSetting<T>(string Name, T Otherwise, string Meaning, string Example, string? Without = null)
    : Setting(Name, Meaning, Without ?? $"`{Otherwise}`", Example)
    where T : struct, Enum
{
    public override string Values => string.Join(", ", Enum.GetNames<T>().Select(name => $"`{name}`"));
}

/// <summary>A private key: a PEM file, or a key in a vault.</summary>
internal sealed record KeyFileSetting(
    string Name, string Meaning, string Without, string Example) : Setting(Name, Meaning, Without, Example)
{
    /// <summary>
    /// In a vault it is a secret, which comes into the process: for a key that signs each call. An authority's key never
    /// does.
    /// </summary>
    public bool MayBeSecret { get; init; }
}

/// <summary>A secret: a file, or a secret of a vault.</summary>
internal sealed record SecretFileSetting(
    string Name, string Meaning, string Without, string Example) : Setting(Name, Meaning, Without, Example);

/// <summary>Settings of which there is one of each name that an operator chooses.</summary>
internal static class NamedSettings
{
    /// <summary>The setting of a name.</summary>
    public static T Of<T>(this T setting, string name)
        where T : Setting =>
        (T)((Setting)setting with { Name = setting.Name.Replace(Setting.Named, name, StringComparison.Ordinal) });
}
