namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of one part of the program: a type that holds no wrong value, and how the configuration is read into it.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface ISettings<TSelf>
    where TSelf : class, ISettings<TSelf>
{
    /// <summary>The settings that are read.</summary>
    static abstract IReadOnlyList<Setting> Declared { get; }

    /// <summary>Reads the settings, and refuses by name what is wrong. What it returns then is never used.</summary>
    static abstract TSelf Read(SettingsReader reader);
}
