using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Shaken.Console.Tests.Support;

/// <summary>A window of the browser, and everything in it that should not happen.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly ConcurrentDictionary<string, bool> _hosts = new(StringComparer.Ordinal);

    private Window(IBrowserContext context, IPage page) => (Context, Page) = (context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>The hosts that were asked for anything.</summary>
    public IEnumerable<string> Hosts => _hosts.Keys;

    public static async Task<Window> OpenAsync(IBrowserContext context)
    {
        var window = new Window(context, await context.NewPageAsync());
        window.Page.SetDefaultTimeout(30_000);
        window.Page.PageError += (_, error) => window._faults.Enqueue($"error of a script: {error}");
        window.Page.Console += (_, message) =>
        {
            // The browser notes each refused request by itself; the tests look at these where they matter.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                window._faults.Enqueue($"{message.Type}: {message.Text}");
        };
        window.Page.Request += (_, request) =>
        {
            if (Uri.TryCreate(request.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss")
                window._hosts.TryAdd(url.Authority, true);
        };
        return window;
    }

    /// <summary>Opens a screen by its URL, as a shared link does.</summary>
    public async Task<Window> GoAsync(OperatorRest deployment, string screen)
    {
        await Page.GotoAsync($"{deployment.Origin}/console/{screen}");
        await Page.Locator("h1").First.WaitForAsync();
        await SettleAsync();
        return this;
    }

    /// <summary>Until nothing is loading.</summary>
    public async Task SettleAsync()
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Assertions.Expect(Page.GetByText("Loading…")).ToHaveCountAsync(0);
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true, Level = 1 });

    /// <summary>The dialog that is open.</summary>
    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <summary>Waits until a text is seen.</summary>
    public Task SeesAsync(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    /// <summary>Waits until a text is seen.</summary>
    public Task SeesAsync(Regex text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    /// <summary>A change that the signed-in operator makes with the cookies of this window, as the console sends it.</summary>
    /// <returns>The status.</returns>
    public async Task<int> ChangeAsync(OperatorRest deployment, string method, string path, string body)
    {
        if (!Page.Url.StartsWith(deployment.Origin, StringComparison.Ordinal)) await GoAsync(deployment, "");
        return await Page.EvaluateAsync<int>(
            """
            async ([method, path, body]) => {
              const session = await (await fetch('/console/v1/session')).json();
              const headers = { 'Content-Type': 'application/json', 'X-Shaken-Antiforgery': session.antiforgery };
              return (await fetch('/' + path, { method, headers, body })).status;
            }
            """,
            (string[])[method, path, body]);
    }

    /// <summary>Fails where a script failed, a policy was violated, or another host was asked.</summary>
    public void HasNoFault()
    {
        Assert.Empty(_faults);
        Assert.Equal([new Uri(Page.Url).Authority], Hosts);
    }

    /// <summary>Fails where axe finds anything, or where the page scrolls sideways.</summary>
    /// <param name="rules">Of axe; none: all that it has.</param>
    public async Task IsAccessibleAsync(params string[] rules)
    {
        await Page.WaitForFunctionAsync("() => document.getAnimations().every(animation => animation.playState !== 'running')");
        var found = await Page.RunAxe(rules.Length == 0 ? null : new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(rules) });
        var text = new StringBuilder();
        foreach (var violation in found.Violations)
        {
            text.Append($"{violation.Id} ({violation.Impact}): {violation.Help}; ");
            text.AppendLine($"{violation.Nodes.Length} times, as {violation.Nodes[0].Html}");
        }


        Assert.True(text.Length == 0, text.ToString());
        var widths = await Page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, innerWidth]");
        Assert.True(widths[0] <= widths[1], $"{Page.Url} is {widths[0]} pixels wide in a window of {widths[1]}");
    }

    /// <summary>Writes a picture for the guide, where it has one of this name and SHAKEN_WRITE_PICTURES asks for it.</summary>
    public async Task KeepPictureAsync(string name)
    {
        var path = Path.Combine(Checkout.Root, "docs", "images", $"console-{name.TrimEnd('-')}.png");
        if (Environment.GetEnvironmentVariable("SHAKEN_WRITE_PICTURES") == "1" && File.Exists(path))
            await Page.ScreenshotAsync(new() { Path = path });
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
