using Shaken.Core.Keys;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Whether and in how much memory keys that verify often have tables.</summary>
internal sealed record VerificationSettings(FastVerificationOptions Fast) : ISettings<VerificationSettings>
{
    public static VerificationSettings Read(SettingsReader reader)
    {
        var kibibytes = reader.Number("Verification:TableKilobytes", 64, 32, 64);
        if (kibibytes is not (32 or 64)) reader.Refuse("Verification:TableKilobytes", "32 or 64");
        return new VerificationSettings(new FastVerificationOptions
        {
            IsOn = reader.Flag("Verification:Tables", otherwise: true),
            TableKibibytes = kibibytes,
            MemoryMebibytes = reader.Number("Verification:TableMegabytes", 64, 1, 65_536),
        });
    }
}
