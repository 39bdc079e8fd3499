using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>
/// Every screen of the menu, as every operator opens it: nothing fails, no policy of the page is violated, no other host is asked,
/// axe finds nothing in light and dark, and a phone scrolls in one direction only.
/// </summary>
public sealed partial class EveryScreenTests(ConsoleLab lab)
{
    private const int Desktop = 1280;
    private const int Phone = 390;

    // What the other colours and the other width can break.
    private static readonly string[] _ofTheLook = ["color-contrast", "label", "button-name", "link-name", "scrollable-region-focusable"];

    [Fact]
    public async Task Screen_OfTheAuthorities_HasNoFault()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await WalkAsync(window, lab.Authority, atLeast: 11);
    }

    [Fact]
    public async Task Screen_OfAProvider_HasNoFault()
    {
        await using var window = await lab.OpenAsAsync(lab.Provider, "all");
        await lab.PlaceCallsAsync();
        await window.GoAsync(lab.Provider, "calls");

        // A minute is counted when it is over.
        var passed = window.Page.GetByRole(AriaRole.Cell, new() { Name = "TN-Validation-Passed", Exact = true });
        for (var look = 0; look < 60 && await passed.CountAsync() == 0; look++)
        {
            await window.Button("24 hours").ClickAsync();
            await window.Page.WaitForTimeoutAsync(3000);
        }

        await Assertions.Expect(passed).ToBeVisibleAsync();
        await WalkAsync(window, lab.Provider, atLeast: 6);
    }

    [Fact]
    public async Task Screen_BeforeSigningIn_HasNoFault()
    {
        await using var window = await lab.OpenAsync();
        await window.GoAsync(lab.Authority, "");
        await window.IsAccessibleAsync();
        window.HasNoFault();
    }

    [Fact]
    public async Task Screen_ThatIsNone_SaysSo()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "all");
        await window.GoAsync(lab.Authority, "no-such-screen");
        Assert.True(await window.Heading("There is no such screen").IsVisibleAsync());
        await window.IsAccessibleAsync();
        window.HasNoFault();
    }

    // The registrar's menu has no audit log, and the server refuses it where the URL is typed.
    [Fact]
    public async Task Screen_OfAnotherRole_IsRefusedWithAReason()
    {
        await using var window = await lab.OpenAsAsync(lab.Authority, "registrar-only");
        await window.GoAsync(lab.Authority, "");
        Assert.DoesNotContain("audit", await ScreensAsync(window));
        await window.GoAsync(lab.Authority, "audit");
        await window.SeesAsync(Role());
        await window.IsAccessibleAsync();
    }

    private async Task WalkAsync(Window window, OperatorRest deployment, int atLeast)
    {
        await window.GoAsync(deployment, "");
        var screens = await ScreensAsync(window);
        Assert.InRange(screens.Count, atLeast, 100);
        foreach (var screen in screens)
        {
            await window.Page.SetViewportSizeAsync(Desktop, 900);
            await window.Page.Locator($"nav a[href='{screen}']").ClickAsync();
            await window.Page.WaitForURLAsync($"{deployment.Origin}/console/{screen}");
            await window.SettleAsync();
            await window.KeepPictureAsync($"{(deployment == lab.Provider ? "provider" : "authority")}-{screen}");
            try
            {
                await LookAsync(window);
                Assert.Empty(await window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Try again" }).AllInnerTextsAsync());
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                Assert.Fail($"/{screen}: {exception.Message}");
            }
        }
    }

    // Once at each width, light and dark in turn: what comes last of one screen is the first of the next.
    private static async Task LookAsync(Window window)
    {
        foreach (var isSwitched in (bool[])[false, true])
        {
            if (isSwitched) await window.Button("Light or dark").ClickAsync();
            await window.Page.SetViewportSizeAsync(isSwitched ? Phone : Desktop, 900);
            await window.IsAccessibleAsync(isSwitched ? _ofTheLook : []);
            window.HasNoFault();
        }
    }

    private static async Task<IReadOnlyList<string>> ScreensAsync(Window window) =>
        await window.Page.Locator("nav a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");

    [GeneratedRegex("role", RegexOptions.IgnoreCase)]
    private static partial Regex Role();
}
