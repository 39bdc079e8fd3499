using Shaken.Core.Keys;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Whether and in how much memory keys that verify often have tables.</summary>
internal sealed record VerificationSettings(FastVerificationOptions Fast) : ISettings<VerificationSettings>
{
    public static IReadOnlyList<Setting> Declared => VerificationSetting.All;

    public static VerificationSettings Read(SettingsReader reader)
    {
        var kibibytes = reader.Number(VerificationSetting.TableKilobytes);
        if (kibibytes is not (32 or 64)) reader.Refuse(VerificationSetting.TableKilobytes, "32 or 64");
        return new VerificationSettings(new FastVerificationOptions
        {
            IsOn = reader.Flag(VerificationSetting.Tables),
            TableKibibytes = kibibytes,
            MemoryMebibytes = reader.Number(VerificationSetting.TableMegabytes),
        });
    }
}
