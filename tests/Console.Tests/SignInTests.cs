using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>Signing in and out, and what happens to a window whose session ends.</summary>
public sealed partial class SignInTests(ConsoleLab lab)
{
    [Fact]
    public async Task SignIn_ByKeyboard_ShowsTheScreenThatWasAskedFor()
    {
        var window = await lab.OpenAsync();
        await using var _ = window;
        var (password, secret) = await Operator.MakeOnlyAsync(lab.Authority, "typist");
        await window.GoAsync(lab.Authority, "providers");
        await Assertions.Expect(window.Page.GetByLabel("User")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("typist");
        await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.TypeAsync(password);
        await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.TypeAsync(Operator.CodeOf(secret));
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Heading("Providers")).ToBeVisibleAsync();
        await window.SeesAsync("typist");

        await window.Button("Sign out").ClickAsync();
        await Assertions.Expect(window.Heading("Sign in")).ToBeVisibleAsync();
        await window.GoAsync(lab.Authority, "providers");
        await Assertions.Expect(window.Heading("Sign in")).ToBeVisibleAsync();
        window.HasNoFault();
    }

    [Fact]
    public async Task SignIn_WrongPassword_SaysSoAndKeepsTheUser()
    {
        await using var window = await lab.OpenAsync();
        await window.GoAsync(lab.Authority, "");
        await window.Page.GetByLabel("User").FillAsync("nobody");
        await window.Page.GetByLabel("Password").FillAsync("guess");
        await window.Button("Sign in").ClickAsync();
        await window.SeesAsync(Wrong());
        await Assertions.Expect(window.Page.GetByLabel("User")).ToHaveValueAsync("nobody");
        await Assertions.Expect(window.Button("Sign in")).ToBeEnabledAsync();
        await window.IsAccessibleAsync();
        Assert.DoesNotContain("guess", window.Page.Url, StringComparison.Ordinal);
        window.HasNoFault();
    }

    [Fact]
    public async Task Session_EndedByAnAdministrator_AsksToSignInAtTheNextRequest()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "leaver");
        await window.GoAsync(lab.Authority, "providers");
        await lab.Authority.SendAsync(HttpMethod.Post, "/operator/v1/sessions/end", new { userId = "leaver", reason = "test" });
        await window.Button("Reload").First.ClickAsync();
        await Assertions.Expect(window.Heading("Sign in")).ToBeVisibleAsync();
        window.HasNoFault();
    }

    // Both windows find the access over at once; a refresh token counts once.
    [Fact]
    public async Task Session_WhoseAccessIsOver_IsRefreshedOnceForTwoWindows()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "two-windows");
        await window.GoAsync(lab.Authority, "providers");
        var other = await window.Context.NewPageAsync();
        await other.GotoAsync($"{lab.Authority.Origin}/console/users");
        await other.Locator("h1").WaitForAsync();
        var cookies = await window.Context.CookiesAsync();
        var access = cookies.Single(cookie => cookie.Name.EndsWith("shaken-access", StringComparison.Ordinal));
        await window.Context.ClearCookiesAsync(new() { Name = access.Name });
        var reload = other.GetByRole(AriaRole.Button, new() { Name = "Reload" }).First;
        await Task.WhenAll(window.Button("Reload").First.ClickAsync(), reload.ClickAsync());
        await window.SettleAsync();
        await other.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Assertions.Expect(window.Heading("Providers")).ToBeVisibleAsync();
        await Assertions.Expect(other.Locator("h1")).ToHaveTextAsync("Users");
        window.HasNoFault();
    }

    [Fact]
    public async Task Server_OutOfReach_KeepsTheScreenAndSaysHowToGoOn()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "providers");
        await window.Context.SetOfflineAsync(true);
        await window.Button("Reload").First.ClickAsync();
        await window.SeesAsync("The server cannot be reached");
        await Assertions.Expect(window.Page.GetByText("Lab provider-a")).ToBeVisibleAsync();
        await window.Context.SetOfflineAsync(false);
        await window.Button("Try again").ClickAsync();
        await Assertions.Expect(window.Page.GetByText("The server cannot be reached")).ToHaveCountAsync(0);
    }

    [GeneratedRegex("wrong|not right|unknown", RegexOptions.IgnoreCase)]
    private static partial Regex Wrong();
}
