using System.Text;

namespace Shaken.Demo.Lab;

/// <summary>What a lab tells its user when it serves: where everything is, and what to try.</summary>
internal static class LabWords
{
    public static string Of(LabFolder folder)
    {
        var authority = folder.OriginOf(LabZone.Authority);
        var words = new StringBuilder();
        words.AppendLine().AppendLine($"The lab in {folder.Path} serves:");
        AppendRow(words, "STI-PA", authority);
        AppendRow(words, "STI-CA", folder.AcmeDirectory);
        AppendRow(words, "CRL", folder.CrlUrl);
        foreach (var provider in (LabZone[])[LabZone.ProviderA, LabZone.ProviderB])
        {
            AppendRow(words, provider.Name, $"{folder.OriginOf(provider)} ({provider.Provider}: STI-AS, STI-VS, CPS)");
        }

        words.AppendLine().AppendLine($"Consoles of {LabFolder.OperatorUser}; the second factor is {CodeCommand(folder)}:");
        foreach (var zone in LabZone.All)
        {
            var password = File.ReadAllText(folder.FileOf(zone, LabFolder.PasswordFile)).Trim();
            AppendRow(words, zone.Name, $"{folder.OriginOf(zone)}/console/ password {password}");
        }

        words.AppendLine();
        AppendRow(words, "operator", $"API key in {folder.OperatorKey}");
        words.AppendLine().AppendLine("In another terminal:");
        foreach (var command in Commands(folder)) words.Append("  ").AppendLine(command);
        return words.ToString().TrimEnd();
    }

    /// <summary>What to type first, then five commands to try.</summary>
    public static IReadOnlyList<string> Commands(LabFolder folder) =>
    [
        $"eval \"$(shaken lab env {ShellText.Quote(folder.Path)})\"",
        "shaken pa account list",
        "shaken passport sign --key \"$LAB_A_KEY\" --x5u \"$LAB_A_X5U\" --orig 12155550121 --dest 12155550131 > call.txt",
        "shaken passport verify call.txt --orig 12155550121 --dest 12155550131",
        "shaken cps post \"$LAB_B_CPS\" --passport call.txt",
        "shaken cps get \"$LAB_B_CPS\" --orig 12155550121 --dest 12155550131 --reader-key \"$LAB_B_READER_KEY\"",
    ];

    private static string CodeCommand(LabFolder folder) => $"`shaken lab code {ShellText.Quote(folder.Path)} --zone NAME`";

    private static void AppendRow(StringBuilder words, string name, string value) =>
        words.Append("  ").Append(name.PadRight(12)).AppendLine(value);
}
