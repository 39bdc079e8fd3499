using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>Longer work of operators: searching and revoking, importing numbers, entering complaints and tracebacks.</summary>
public sealed partial class WorkTests(ConsoleLab lab)
{
#pragma warning disable RS0030 // The tests' own clock is that of the lab.
    private static DateTimeOffset Today => TimeProvider.System.GetUtcNow();
#pragma warning restore RS0030

    [Fact]
    public async Task Certificate_FoundByItsCode_IsRevokedAndStandsOnTheNextCrl()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "issued?by=spc&value=US%2F5678");
        await window.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link).First.ClickAsync();
        await window.SeesAsync("No rule of the profile is broken.");
        await window.IsAccessibleAsync();
        await window.Button("Revoke").ClickAsync();
        await window.Dialog.GetByLabel("Reason, for the audit log").FillAsync("its key was copied");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.SeesAsync("keyCompromise");
        await Assertions.Expect(window.Button("Revoke")).ToHaveCountAsync(0);

        await window.GoAsync(lab.Authority, "revocation");
        await window.SeesAsync("keyCompromise");
        var before = await NumberAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { NameRegex = SignNext() }).First.ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("do not wait");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Sign" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        Assert.True(await NumberAsync() > before);
        window.HasNoFault();

        async Task<long> NumberAsync() =>
            (await lab.Authority.GetAsync("/operator/v1/crls")).GetProperty("crls")[0].GetProperty("number").GetInt64();
    }

    // A telephone number is personal data: URLs are logged and shared.
    [Fact]
    public async Task Search_ByNumber_LeavesNoNumberInAUrl()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        var urls = new List<string>();
        window.Page.Request += (_, request) => urls.Add(request.Url);
        await window.GoAsync(lab.Authority, "issued");
        await window.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search by" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "Telephone number" }).ClickAsync();
        await window.Page.GetByLabel("Telephone number").FillAsync("+12155550121");
        await window.Button("Search").ClickAsync();
        await window.SettleAsync();
        Assert.Contains(urls, url => url.EndsWith("/operator/v1/issued-by-number", StringComparison.Ordinal));
        Assert.DoesNotContain(urls.Append(window.Page.Url), url => url.Contains("2155550121", StringComparison.Ordinal));
        window.HasNoFault();
    }

    // The page is reloaded in the middle: the import stands in its URL, and what is there is not sent again.
    [Fact]
    public async Task Numbers_ImportedOverAReload_AreLookedUp()
    {
        var rows = new StringBuilder();
        for (var number = 0; number < 400_000; number++) rows.Append(CultureInfo.InvariantCulture, $"1303{number:D7},1234\n");
        var file = new FilePayload { Name = "numbers.csv", MimeType = "text/csv", Buffer = Encoding.ASCII.GetBytes(rows.ToString()) };
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        var puts = 0;
        window.Page.Request += (_, request) => puts += request.Method == "PUT" ? 1 : 0;
        await window.GoAsync(lab.Authority, "numbers");
        await window.Page.GetByLabel("Country of rows that name none").FillAsync("US");
        await window.Button("Begin an import").ClickAsync();
        await window.Page.GetByLabel("The file").SetInputFilesAsync(file);
        await window.SeesAsync("100 % sent");
        Assert.Equal(2, puts);

        await window.Page.ReloadAsync();
        await window.Page.GetByLabel("The same file again").SetInputFilesAsync(file);
        await window.SeesAsync("100 % sent");
        Assert.Equal(2, puts);
        await window.IsAccessibleAsync();
        await window.Button("Put the table in force").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("the numbers of today");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Put it in force" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("400000 rows").First).ToBeVisibleAsync(new() { Timeout = 120_000 });

        await window.Page.GetByLabel("Number, with its country code").FillAsync("13030000007");
        var found = window.Page.GetByText("It is US/1234's");
        for (var look = 0; look < 90 && await found.CountAsync() == 0; look++)
        {
            await window.Button("Look up").ClickAsync();
            await window.Page.WaitForTimeoutAsync(1000);
        }

        await Assertions.Expect(found).ToBeVisibleAsync();
        Assert.DoesNotContain("13030000007", window.Page.Url, StringComparison.Ordinal);
        window.HasNoFault();
    }

    [Fact]
    public async Task Numbers_WithABadRow_AreRefusedWithItsLine()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "numbers");
        await window.Page.GetByLabel("Country of rows that name none").FillAsync("US");
        await window.Button("Begin an import").ClickAsync();
        var file = new FilePayload { Name = "bad.csv", MimeType = "text/csv", Buffer = "12155550121,1234\nnonsense\n"u8.ToArray() };
        await window.Page.GetByLabel("The file").SetInputFilesAsync(file);
        await window.SeesAsync(RowRefused());
        await Assertions.Expect(window.Button("Put the table in force")).ToBeDisabledAsync();
        window.HasNoFault();
    }

    [Fact]
    public async Task Partner_EnteredAndPaused_IsReadNoMore()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "partners");
        var root = await File.ReadAllTextAsync(
            Path.Combine(lab.Folder, "pa", "certificates", "pa-root-1.pem"), TestContext.Current.CancellationToken);
        await window.Button("Enter a partner").ClickAsync();
        foreach (var (label, text) in ((string, string)[])[
            ("Id", "canada"), ("Name", "Canada's STI-PA"), ("Countries that it stands for", "CA"),
            ("URL of its trusted-CA list", "https://sti-pa.example/api/v1/ca-list"), ("Pinned roots of its STI-PA", root),
            ("Reason, for the audit log", "met in Ottawa")])
            await window.Dialog.GetByLabel(label, new() { Exact = label == "Id" }).FillAsync(text);
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "canada" }).ClickAsync();
        await Assertions.Expect(window.Heading("Canada's STI-PA")).ToBeVisibleAsync();
        await window.IsAccessibleAsync();
        await window.Button("Pause").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("its list is late");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        Assert.Equal("paused", (await lab.Authority.GetAsync("/operator/v1/partners/canada")).GetProperty("state").GetString());
        window.HasNoFault();
    }

    [Fact]
    public async Task Numbers_LentToACustomer_AreTakenBack()
    {
        await using var window = await lab.OpenAsAsync(lab.Provider, "all");
        await window.GoAsync(lab.Provider, "delegations");
        await window.Button("Enter a customer").ClickAsync();
        await window.Dialog.GetByLabel("Id", new() { Exact = true }).FillAsync("hotel");
        await window.Dialog.GetByLabel("Name").FillAsync("Grand Hotel");
        await window.Dialog.GetByLabel("Reason, for the audit log").FillAsync("contract 17");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "hotel" }).ClickAsync();
        await Assertions.Expect(window.Heading("hotel")).ToBeVisibleAsync();

        await window.Button("Lend numbers").ClickAsync();
        foreach (var (label, text) in ((string, string)[])[
            ("Provider who lends", "US/1234"), ("Numbers", "12155550122-12155550124"), ("Reason, for the audit log", "contract 17"),
            ("Until", "2027-13-01")])
            await window.Dialog.GetByLabel(label).FillAsync(text);
        var lend = window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Lend" });
        await lend.ClickAsync();
        await window.SeesAsync("a day, as 2027-01-31");
        var end = Today.AddDays(100).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await window.Dialog.GetByLabel("Until").FillAsync(end);
        await lend.ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.IsAccessibleAsync();

        await window.Button("Withdraw").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("contract ended");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await Assertions.Expect(window.Button("Withdraw")).ToHaveCountAsync(0);
        var grants = await lab.Provider.GetAsync("/operator/v1/delegation/grants?customer=hotel");
        var grant = Assert.Single(grants.GetProperty("grants").EnumerateArray());
        Assert.Equal((3L, "contract ended"), (grant.GetProperty("count").GetInt64(), grant.GetProperty("withdrawnFor").GetString()));
        window.HasNoFault();
    }

    [Fact]
    public async Task Tenant_Entered_IsThere()
    {
        await using var window = await lab.OpenAsAsync(lab.Provider, "all");
        await window.GoAsync(lab.Provider, "tenants");
        await window.Button("Enter a tenant").ClickAsync();
        await window.Dialog.GetByLabel("Id", new() { Exact = true }).FillAsync("gateway");
        await window.Dialog.GetByLabel("Name").FillAsync("Gateway of the east");
        await window.Dialog.GetByLabel("Provider").FillAsync("US/1234");
        await window.Dialog.GetByLabel("Reason, for the audit log").FillAsync("new trunk");
        await window.IsAccessibleAsync();
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.SeesAsync("Gateway of the east");
        Assert.True((await lab.Provider.GetAsync("/operator/v1/tenants/gateway")).GetProperty("isActive").GetBoolean());
        window.HasNoFault();
    }

    [Fact]
    public async Task Complaint_EnteredAndUpheld_IsKept()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "complaints");
        await window.Button("Enter a complaint").ClickAsync();
        await window.Dialog.GetByLabel("Reference").FillAsync("C-17");
        await window.Dialog.GetByLabel("Reason, for the audit log").FillAsync("came by letter");
        var save = window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Save" });
        await save.ClickAsync();
        await window.SeesAsync("Provider is needed");
        await window.IsAccessibleAsync();
        await window.Dialog.GetByLabel("Provider").FillAsync("US/1234");
        await window.Dialog.GetByLabel("What it is about").FillAsync("Calls in the night");
        await save.ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.SeesAsync("Calls in the night");

        await window.Button("Amend").ClickAsync();
        await window.Dialog.GetByRole(AriaRole.Combobox, new() { Name = "State" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Option, new() { Name = "upheld" }).ClickAsync();
        await window.Dialog.GetByLabel("Reason, for the audit log").FillAsync("the provider agreed");
        await save.ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        Assert.Equal("upheld", (await lab.Authority.GetAsync("/operator/v1/complaints/C-17")).GetProperty("state").GetString());
        window.HasNoFault();
    }

    [GeneratedRegex("^Sign the next .* CRL now$")]
    private static partial Regex SignNext();

    [GeneratedRegex("row|line", RegexOptions.IgnoreCase)]
    private static partial Regex RowRefused();
}
