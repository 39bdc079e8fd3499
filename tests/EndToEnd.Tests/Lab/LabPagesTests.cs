namespace Shaken.EndToEnd.Tests.Lab;

/// <summary>
/// The commands that the pages for operators show are run at a lab, in the order of the pages, each with the lab's values in the place of
/// the page's examples. Those with a prompt are typed as they are printed, by <see cref="OperationsPagesTests"/>.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class LabPagesTests
{
    // The tenant of the page on calls is made on the page on signing and verification.
    private static readonly string[] Pages =
    [
        "backup", "callers", "countries", "cps-and-sti-cr", "delegation", "hosting", "keys", "monitoring", "out-of-band", "registry",
        "renewal", "reputation", "settings", "signing-and-verification", "calls", "signing", "sti-ca", "sti-pa",
    ];

    // What a page says, and what stands for it in the lab. In this order.
    private static readonly (string Shown, string Meant)[] Values =
    [
        ("https://ca.example/acme/directory", "\"$LAB_ACME\""),
        ("https://ca.example/acme/account/ID", "\"$LAB_PA/acme/account/$ID\""),
        ("https://ca.example", "\"$LAB_PA\""),
        ("https://pa.example", "\"$LAB_PA\""),
        ("https://sti-pa.example", "\"$LAB_PA\""),
        ("https://vs.example", "\"$LAB_A\""),
        ("--eab-kid KID", "--eab-kid \"$KID\""),
        ("ca suspend ID", "ca suspend \"$ID\""),
        ("9f86d0…", "\"$CERTIFICATE\""),
        ("--root registry-root.pem", "--root keys/certificates/pa-root-1.pem"),
        ("$(cat ~/.shaken-operator)", "$(cat alice.key)"),
    ];

    // What is there before a command, because another page or another party made it.
    private static readonly (string Command, string[] Before)[] Preparations =
    [
        ("shaken tenant treatment set", [
            "shaken tenant treatment show north --json --server \"$SERVER\" --key-file alice.key > policy.json",
        ]),
        ("shaken acme register", [
            "shaken ca external-key \"Provider A, Inc.\" > eab",
            "KID=$(sed -n 's/^kid: //p' eab)",
            "sed -n 's/^macKey: //p' eab > eab.key",
        ]),
        ("shaken ca certificate ", [
            "CERTIFICATE=$(shaken ca certificates --spc US/5678 | cut -f1 | head -n 1)",
            "ID=$(shaken ca certificate \"$CERTIFICATE\" | sed -n 's/^certificate.accountId: //p')",
        ]),
        ("shaken numbers import", ["printf 'number,spc\\n1415*,1234\\n' > numbers.csv"]),
    ];

    // The beginning of a command, and why no lab can run it.
    private static readonly (string Command, string Reason)[] NotAtALab =
    [
        ("shaken pa init --vault", "needs a key vault of Azure"),
        ("shaken pa trust-list impact --server https://sti-pa", "the lab's STI-PA verifies no calls; the form with --list is run"),
        ("shaken registry sign", "signs for Canada, whose root the lab lacks: CountryRegistryTests"),
        ("shaken registry apply", "needs a running registry: RegistryCommandTests"),
        ("shaken registry prove", "needs a running registry: RegistryCommandTests"),
        ("shaken registry approve", "needs a running registry: RegistryCommandTests"),
        ("shaken registry dispute", "needs a running registry: RegistryCommandTests"),
        ("shaken registry override", "needs a running registry: RegistryCommandTests"),
        ("shaken acme authorities", "its file comes from the STI-PA of a country: AcmeCommandTests"),
        ("shaken acme register https://ca.example/acme/directory --account account --contact",
            "the lab's STI-CA wants an external account key; the form with one is run"),
        ("shaken acme order --account account --provider US/1234 --into keys --token", "its token came by hand: AcmeCommandTests"),
        ("shaken acme renew", "needs the account of a provider; the walkthrough's is run"),
    ];

    [Fact]
    public async Task Commands_OfTheOperatorsPages_RunAtALab()
    {
        using var folder = new TemporaryFolder();
        var run = (await ShownAsync()).Where(command => !NotAtALab.Any(one => Begins(command, one.Command))).ToList();
        Assert.InRange(run.Count, 20, 200);
        try
        {
            var script = new List<string>
            {
                "shaken lab up lab --detach", "eval \"$(shaken lab env lab)\"", "cp lab/operator.key alice.key", "SERVER=$LAB_A",
            };
            foreach (var command in run)
            {
                script.AddRange(Preparations.Where(one => Begins(command, one.Command)).SelectMany(one => one.Before));
                var meant = Values.Aggregate(command, (text, value) => text.Replace(value.Shown, value.Meant, StringComparison.Ordinal));
                Assert.DoesNotContain('…', meant);
                script.Add($"echo 'Runs: {command.Replace("'", "", StringComparison.Ordinal)}'");
                script.Add(meant);
            }

            var (code, output, error) = await DocumentedCommands.RunAsync(folder.Path, script);
            Assert.True(code == 0, output + error);
            Assert.Contains("reason: keyCompromise", output, StringComparison.Ordinal);
        }
        finally
        {
            await Programs.ShakenAsync(folder.Path, "lab", "down", "lab");
        }
    }

    [Fact]
    public async Task Page_OfOperations_IsAmongThosePlayed()
    {
        var pages = Directory.GetFiles(Path.Combine(Programs.Root, "docs/operations"), "*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Pages.Order(StringComparer.Ordinal), pages.Where(name => name != "README").Order(StringComparer.Ordinal));
        var shown = await ShownAsync();
        Assert.Empty(NotAtALab.Where(one => !shown.Any(command => Begins(command, one.Command))).Select(one => one.Command));
        Assert.Empty(Preparations.Where(one => !shown.Any(command => Begins(command, one.Command))).Select(one => one.Command));
    }

    private static async Task<List<string>> ShownAsync()
    {
        var shown = new List<string>();
        foreach (var page in (string[])[.. Pages.Select(name => $"docs/operations/{name}.md"), "docs/cli.md", "docs/numbers.md"])
            shown.AddRange(await DocumentedCommands.WithoutPromptAsync(page));
        return shown;
    }

    private static bool Begins(string command, string with) => command.StartsWith(with, StringComparison.Ordinal);
}
