namespace Shaken.Web.Shared.Configuration;

/// <summary>A part of the program: the settings that it declares, and how it reads them.</summary>
internal sealed record SettingsPart(IReadOnlyList<Setting> Declared, Action<SettingsReader> Read)
{
    public static SettingsPart Of<T>()
        where T : class, ISettings<T> =>
        new(T.Declared, static reader => reader.Get<T>());
}
