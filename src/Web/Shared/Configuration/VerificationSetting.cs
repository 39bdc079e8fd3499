namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of <see cref="VerificationSettings"/>.</summary>
internal static class VerificationSetting
{
    public static FlagSetting Tables { get; } = new("Verification:Tables", true,
        "Whether a key that has verified 16 signatures gets a table with which it verifies four to five times as fast; see "
        + "[fast verification](cps-and-sti-cr.md#fast-verification). Needs a processor with AVX2; without it OpenSSL verifies everything",
        "false");

    public static NumberSetting TableKilobytes { get; } = new("Verification:TableKilobytes", 64, 32, 64,
        "Size of a key's table, 32 or 64. The smaller one serves twice as many keys, at some nine tenths of the speed",
        "32");

    public static NumberSetting TableMegabytes { get; } = new("Verification:TableMegabytes", 64, 1, 65536,
        "Memory of all tables together",
        "128");

    public static IReadOnlyList<Setting> All { get; } = [Tables, TableKilobytes, TableMegabytes];
}
