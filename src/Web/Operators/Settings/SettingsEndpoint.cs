using System.Text.Json.Serialization;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators.Settings;

/// <summary><c>GET /operator/v1/settings</c>: what is in force, by section, for administrators and auditors.</summary>
internal static class SettingsEndpoint
{
    private static readonly CallerRule Readers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Auditor);

    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        var given = context.RequestServices.GetRequiredService<ParsedSettings>().Given;
        var sections = given.GroupBy(one => one.Name.Split(':')[0], StringComparer.OrdinalIgnoreCase)
            .Select(group => new SettingsSectionAnswer(group.Key, [.. group.Select(SettingAnswer.Of)]));
        await context.Response.WriteAsJsonAsync(new SettingsAnswer([.. sections]), SettingsJson.Default.SettingsAnswer);
    });
}

/// <summary>The settings of this instance, as it read them at its start.</summary>
internal sealed record SettingsAnswer(IReadOnlyList<SettingsSectionAnswer> Sections);

/// <summary>The settings whose names begin alike.</summary>
internal sealed record SettingsSectionAnswer(string Name, IReadOnlyList<SettingAnswer> Settings);

/// <summary>A setting.</summary>
/// <param name="Meaning">In Markdown, as in the table of settings.</param>
/// <param name="Value">Absent: it is not set, or what it holds is not shown.</param>
/// <param name="Without">What holds where it is not set, in Markdown.</param>
/// <param name="Source">environment, command line or file; absent: not set, or not known.</param>
internal sealed record SettingAnswer(string Name, string Meaning, bool IsSet, string? Value, string Without, string? Source)
{
    public static SettingAnswer Of(GivenSetting given) => new(
        given.Name, given.Declared.Meaning, given.IsSet, given.Value, given.Declared.Without, given.Source);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SettingsAnswer))]
internal sealed partial class SettingsJson : JsonSerializerContext;
