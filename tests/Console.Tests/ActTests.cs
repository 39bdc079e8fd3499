using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>Acts of operators, each with what it did, seen by the REST API.</summary>
public sealed partial class ActTests(ConsoleLab lab)
{
    [Fact]
    public async Task Provider_Suspended_IsSuspendedWithTheReasonInItsHistory()
    {
        var path = await NewAccountAsync("9101", "Suspended Ltd");
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "acc-9101" }).ClickAsync();
        await Assertions.Expect(window.Heading("Suspended Ltd")).ToBeVisibleAsync();
        await window.Button("Suspend").ClickAsync();
        await Assertions.Expect(window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Suspend" })).ToBeDisabledAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("Its certificates sign robocalls");
        await window.IsAccessibleAsync();
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.SeesAsync("Its certificates sign robocalls");
        Assert.Equal("suspended", (await lab.Authority.GetAsync(path)).GetProperty("state").GetString());
        window.HasNoFault();
    }

    // The page is older than the row: a clear conflict, and the reason that was typed is still there.
    [Fact]
    public async Task Provider_ChangedMeanwhile_IsAConflictAndNothingIsLost()
    {
        var path = await NewAccountAsync("9102", "Stale Ltd");
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers/acc-9102");
        var revision = (await lab.Authority.GetAsync(path)).GetProperty("revision").GetInt64();
        await lab.Authority.SendAsync(HttpMethod.Post, $"{path}/state", new { state = "notice", revision, reason = "a complaint" });
        await window.Button("Suspend").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("too late");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await window.SeesAsync("Somebody changed it since");
        await Assertions.Expect(window.Dialog.GetByLabel("Reason")).ToHaveValueAsync("too late");
        Assert.Equal("notice", (await lab.Authority.GetAsync(path)).GetProperty("state").GetString());
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await window.SeesAsync("a complaint");
        window.HasNoFault();
    }

    [Fact]
    public async Task List_PublishedNow_IsOneSequenceFurther()
    {
        var before = await NewestAsync();
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "lists");
        await window.Button("Publish the next list now").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("test");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        Assert.Equal(before + 1, await NewestAsync());
        window.HasNoFault();

        async Task<long> NewestAsync() =>
            (await lab.Authority.GetAsync("/operator/v1/lists?count=1")).GetProperty("lists")[0].GetProperty("sequence").GetInt64();
    }

    // A name that an outsider chose is shown as it is, and does nothing.
    [Fact]
    public async Task Name_WithMarkup_IsText()
    {
        const string Name = "<img src=x onerror=document.title='taken'><b>Bold</b> & \"Sons\"";
        await NewAccountAsync("9103", Name);
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers");
        await Assertions.Expect(window.Page.GetByText(Name, new() { Exact = true }).First).ToBeVisibleAsync();
        await window.GoAsync(lab.Authority, "providers/acc-9103");
        await Assertions.Expect(window.Heading(Name)).ToBeVisibleAsync();
        Assert.Equal(0, await window.Page.Locator("img[src=x]").CountAsync());
        Assert.DoesNotContain("taken", await window.Page.TitleAsync(), StringComparison.Ordinal);
        window.HasNoFault();
    }

    // A spreadsheet takes a text that begins with = for a formula.
    [Fact]
    public async Task Csv_HasEveryRow_AndNoFormula()
    {
        await NewAccountAsync("9104", "=HYPERLINK(\"http://evil.example\")");
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers");
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Button("CSV").ClickAsync());
        Assert.Equal("providers.csv", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.StartsWith("Account,Name,Codes,State", text, StringComparison.Ordinal);
        Assert.Contains("provider-a,Lab provider-a,US/1234,open", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Formula(), text);
        window.HasNoFault();
    }

    [Fact]
    public async Task User_GetsAKeyThatIsShownOnce_AndIsDisabled()
    {
        await lab.Authority.SendAsync(
            HttpMethod.Post, "/operator/v1/principals",
            new { userId = "keyed", kind = "account-user", account = "provider-a", reason = "test" });
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "users");
        await window.Button("Open keyed").ClickAsync();
        await window.IsAccessibleAsync();
        await window.Button("Add to API keys").ClickAsync();
        await window.Dialog.GetByLabel("Name, for people").FillAsync("laptop");
        await window.Dialog.GetByLabel("Reason").FillAsync("its first");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await window.SeesAsync("It is shown this once");
        var secret = await window.Dialog.Locator("code").InnerTextAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Dialog.Locator("code")).ToBeVisibleAsync();
        await window.Button("I have it").ClickAsync();
        await Assertions.Expect(window.Page.GetByText(secret)).ToHaveCountAsync(0);

        await window.Button("Disable").ClickAsync();
        await window.Dialog.GetByLabel("Reason").FillAsync("left");
        await window.Dialog.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Assertions.Expect(window.Button("Enable")).ToBeVisibleAsync();
        Assert.False((await lab.Authority.GetAsync("/operator/v1/principals/keyed")).GetProperty("isActive").GetBoolean());
        window.HasNoFault();
    }

    [Fact]
    public async Task Moment_IsUtc_AndLocalUnderTheMouse()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "lists");
        var moment = window.Page.Locator("time").First;
        Assert.EndsWith(" UTC", await moment.InnerTextAsync(), StringComparison.Ordinal);
        await moment.HoverAsync();
        await Assertions.Expect(moment).ToHaveAttributeAsync("title", LocalTime());
    }

    // A change that another site's page makes the browser send has no header of ours.
    [Fact]
    public async Task Change_WithoutOurHeader_IsRefused()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "");
        var status = await window.Page.EvaluateAsync<int>("""
            async () => {
              const headers = { 'Content-Type': 'application/json' };
              return (await fetch('/operator/v1/lists', { method: 'POST', headers, body: '{"reason":"forged"}' })).status;
            }
            """);
        Assert.Equal((int)HttpStatusCode.Forbidden, status);
    }

    private async Task<string> NewAccountAsync(string code, string name)
    {
        var id = $"acc-{code}";
        var path = $"/operator/v1/accounts/{id}";
        var contacts = new[] { new { role = "technical", name = "Ann Example", email = "ann@example.com" } };
        var profile = new { name, country = "US", providers = (string[])[$"US/{code}"], contacts };
        var made = await lab.Authority.SendAsync(HttpMethod.Post, "/operator/v1/accounts", new { id, profile, reason = "test" });
        var revision = made.GetProperty("revision").GetInt64();
        await lab.Authority.SendAsync(HttpMethod.Post, $"{path}/state", new { state = "open", revision, reason = "test" });
        return path;
    }

    [GeneratedRegex("(?:^|,|\")=", RegexOptions.Multiline)]
    private static partial Regex Formula();

    [GeneratedRegex("GMT-[67]|M[SD]T|Mountain")]
    private static partial Regex LocalTime();
}
