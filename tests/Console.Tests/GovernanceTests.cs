using System.Text.Json;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>What operators of a policy administrator enter, amend and look at.</summary>
public sealed class GovernanceTests(ConsoleLab lab)
{
    private const int Phone = 390;

    [Fact]
    public async Task Provider_Entered_IsThere_AndARefusalStandsAtItsField()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all", Phone);
        await window.GoAsync(lab.Authority, "providers");
        await window.Button("Enter a provider").ClickAsync();
        await FillAsync(window, "Account id", "acc-9201");
        await FillAsync(window, "Legal name", "Entered Ltd");
        await FillAsync(window, "Country", "U1");
        await FillAsync(window, "Service provider codes", "us/9201, US/9202");
        await FillAsync(window, "Name of contact 1", "Ann Example");
        await FillAsync(window, "Email of contact 1", "ann@example.com");
        await window.Button("Add evidence").ClickAsync();
        await FillAsync(window, "Kind of evidence 1", "licence");
        await FillAsync(window, "Reference of evidence 1", "L-1");
        await FillAsync(window, "Last day of evidence 1", "2031-12-31");
        await FillAsync(window, "Reason", "applied by letter");
        await window.IsAccessibleAsync();
        await ConfirmAsync(window, "Enter the provider");
        await window.SeesAsync("country must be an ISO 3166-1 alpha-2 code");
        await Assertions.Expect(window.Dialog.GetByLabel("Legal name")).ToHaveValueAsync("Entered Ltd");

        await FillAsync(window, "Country", "us");
        await ConfirmAsync(window, "Enter the provider");
        await Assertions.Expect(window.Heading("Entered Ltd")).ToBeVisibleAsync();
        var profile = (await lab.Authority.GetAsync("/operator/v1/accounts/acc-9201")).GetProperty("profile");
        Assert.Equal(["US/9201", "US/9202"], profile.GetProperty("providers").EnumerateArray().Select(code => code.GetString()));
        Assert.Equal("2031-12-31", profile.GetProperty("evidence")[0].GetProperty("expiresOn").GetString());
        window.HasNoFault();
    }

    // Somebody else was faster: what they changed is shown, and what was typed here is not lost.
    [Fact]
    public async Task Provider_AmendedMeanwhile_ShowsWhatChanged_AndKeepsWhatWasTyped()
    {
        const string Path = "/operator/v1/accounts/acc-9203";
        await ApplyAsync("acc-9203", "US/9203", "First Name");
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers/acc-9203");
        await window.Button("Amend").ClickAsync();
        await FillAsync(window, "Legal name", "Typed Name");
        await FillAsync(window, "Reason", "asked by the provider");
        await lab.Authority.SendAsync(
            HttpMethod.Put, Path, new { profile = ProfileOf("US/9203", "Other Name"), revision = 1, reason = "another" });
        await ConfirmAsync(window, "Amend");
        await window.SeesAsync("What you typed is still here");
        await window.Button("Show what changed, and keep what I typed").ClickAsync();
        await window.SeesAsync("First Name is now Other Name");
        await window.Button("Go on with what I typed").ClickAsync();
        await Assertions.Expect(window.Dialog.GetByLabel("Legal name")).ToHaveValueAsync("Typed Name");
        await ConfirmAsync(window, "Amend");
        await Assertions.Expect(window.Heading("Typed Name")).ToBeVisibleAsync();
        Assert.Equal(3, (await lab.Authority.GetAsync(Path)).GetProperty("revision").GetInt64());
        window.HasNoFault();
    }

    [Fact]
    public async Task Providers_OfACode_AreFoundByALink()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers");
        await window.Page.GetByLabel("Holder of the code").FillAsync("us/1234");
        await window.Button("Search").ClickAsync();
        await window.Page.WaitForURLAsync("**/console/providers?provider=US%2F1234");
        await window.SettleAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "provider-a", Exact = true })).ToBeVisibleAsync();
        await window.GoAsync(lab.Authority, "providers?state=closed");
        await window.SeesAsync("No account fits");
        window.HasNoFault();
    }

    [Fact]
    public async Task User_Made_GetsAPassword_AndItsSecretIsShownOnce()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all", Phone);
        await window.GoAsync(lab.Authority, "users?account=provider-a");
        await window.Button("Make a user").ClickAsync();
        await FillAsync(window, "User id", "made-here");
        await FillAsync(window, "Networks", "192.0.2.0/24");
        await FillAsync(window, "Reason", "new at the provider");
        await window.IsAccessibleAsync();
        await ConfirmAsync(window, "Make the user");
        await window.Button("New password").ClickAsync();
        await FillAsync(window, "Reason", "first sign-in");
        await ConfirmAsync(window, "Make the password");
        await window.SeesAsync("It is shown this once");
        await window.Button("I have it").ClickAsync();
        await Assertions.Expect(window.Dialog).ToHaveCountAsync(0);
        await window.IsAccessibleAsync();
        var user = await lab.Authority.GetAsync("/operator/v1/principals/made-here");
        Assert.Equal(("provider-a", true), (user.GetProperty("account").GetString(), user.GetProperty("hasPassword").GetBoolean()));
        Assert.DoesNotContain("made-here", window.Page.Url, StringComparison.Ordinal);
        window.HasNoFault();
    }

    [Fact]
    public async Task Overview_TellsWhenTheListExpires_AndLeadsThere()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "");
        var all = window.Page.GetByRole(AriaRole.Button).Filter(new() { HasText = "Show all" });
        if (await all.CountAsync() > 0) await all.ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "trusted-CA list", Exact = true }).ClickAsync();
        await Assertions.Expect(window.Heading("Trusted-CA lists")).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "1", Exact = true }).ClickAsync();
        await Assertions.Expect(window.Heading("Trusted-CA list 1")).ToBeVisibleAsync();
        await window.IsAccessibleAsync();
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Button("Download the JWT").ClickAsync());
        Assert.Equal("trusted-ca-list-1.jwt", download.SuggestedFilename);
        window.HasNoFault();
    }

    [Fact]
    public async Task Settings_ShowAValue_AndNoKey()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "settings");
        var keys = window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Operator:Keys" });
        await Assertions.Expect(keys).ToContainTextAsync("set, and not shown");
        var url = window.Page.GetByRole(AriaRole.Row).Filter(new() { Has = window.Page.GetByText("Pa:Url", new() { Exact = true }) });
        await Assertions.Expect(url).ToContainTextAsync("https://127.0.0.1");
        window.HasNoFault();
    }

    private static Task FillAsync(Window window, string label, string text) => window.Dialog.GetByLabel(label).FillAsync(text);

    private static Task ConfirmAsync(Window window, string name) =>
        window.Dialog.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static object ProfileOf(string code, string name) => new
    {
        name,
        country = "US",
        providers = (string[])[code],
        contacts = new[] { new { role = "technical", name = "Ann Example", email = "ann@example.com" } },
    };

    private Task<JsonElement> ApplyAsync(string id, string code, string name) => lab.Authority.SendAsync(
        HttpMethod.Post, "/operator/v1/accounts", new { id, profile = ProfileOf(code, name), reason = "test" });
}
