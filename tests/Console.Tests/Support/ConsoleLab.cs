using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Playwright;
using Shaken.Demo.Lab;

[assembly: AssemblyFixture(typeof(Shaken.Console.Tests.Support.ConsoleLab))]

namespace Shaken.Console.Tests.Support;

/// <summary>
/// A lab as a newcomer founds it, with its consoles over TLS, and one browser for all tests. Where there is no Chromium, nothing is
/// started, and each test is skipped.
/// </summary>
public sealed class ConsoleLab : IAsyncLifetime
{
    private const int LastPort = 9400;

    private static int _nextPort = 8400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-console-");
    private readonly Dictionary<string, Task<Operator>> _operators = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private OperatorRest? _authority;
    private OperatorRest? _provider;

    /// <summary>The STI-PA, STI-CA, STI-CR and registry. Without Chromium, whoever asks for it is skipped.</summary>
    public OperatorRest Authority => OrSkip(_authority);

    /// <summary>STI-AS, STI-VS, CPS and delegation of US/1234. Without Chromium, whoever asks for it is skipped.</summary>
    public OperatorRest Provider => OrSkip(_provider);

    /// <summary>The folder of the lab.</summary>
    public string Folder => _folder.FullName;

#pragma warning disable RS0030 // The tests' own clock is that of the lab.
    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
#pragma warning restore RS0030

    private static string Cli =>
        typeof(ConsoleLab).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Cli").Value!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null) return;
        var port = FreePorts(3);
        await File.WriteAllTextAsync(Path.Combine(Folder, "lab.json"), string.Create(CultureInfo.InvariantCulture, $"{{\"port\":{port}}}"));
        await ShakenAsync("lab", "up", Folder, "--detach");
        var key = (await File.ReadAllTextAsync(Path.Combine(Folder, "operator.key"))).Trim();
        (_authority, _provider) = (new OperatorRest(Folder, port, key), new OperatorRest(Folder, port + 1, key));

        // Other suites run at the same time, on the same cores.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright, Path.Combine(Folder, "tls.pem"));
    }

    public async ValueTask DisposeAsync()
    {
        if (Chromium.Path is null)
        {
            _folder.Delete();
            return;
        }

        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _authority?.Dispose();
        _provider?.Dispose();
        await ShakenAsync("lab", "reset", Folder, "--yes");
    }

    /// <summary>A window of a new browser profile, with nobody signed in.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="isDark">What the browser prefers.</param>
    public async Task<Window> OpenAsync(int width = 1280, bool isDark = false)
    {
        var context = await OrSkip(_browser).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "America/Denver",
            AcceptDownloads = true,
        });
        return await Window.OpenAsync(context);
    }

    /// <summary>A window in which an operator of a deployment is signed in; the session of one operator is made once.</summary>
    public async Task<Window> OpenAsAsync(OperatorRest deployment, string userId, int width = 1280, bool isDark = false)
    {
        var window = await OpenAsync(width, isDark);
        await window.Context.AddCookiesAsync((await OperatorAsync(deployment, userId)).Cookies);
        return window;
    }

    /// <summary>Calls within the provider, signed and verified, some with the header of another call: there are counts to show.</summary>
    public async Task PlaceCallsAsync()
    {
        var key = (await File.ReadAllTextAsync(Path.Combine(Folder, "provider-a", "tenant.key"))).Trim();
        using var tenant = new OperatorRest(Folder, new Uri(Provider.Origin).Port, key);
        for (var call = 0; call < 6; call++)
        {
            var (calling, called) = ($"1215555012{call}", (string[])["12155550131"]);
            var signingRequest = new { orig = new { tn = calling }, dest = new { tn = called }, iat = Now };
            var signed = await tenant.SendAsync(HttpMethod.Post, "/stir/v1/signing", new { signingRequest });
            var identity = signed.GetProperty("signingResponse").GetProperty("identity").GetString();
            var from = new { tn = call < 4 ? calling : "12155550129" };
            var verificationRequest = new { from, to = new { tn = called }, time = Now, identity };
            await tenant.SendAsync(HttpMethod.Post, "/stir/v1/verification", new { verificationRequest });
        }
    }

    /// <summary>An operator in the roles of its name: <c>registrar-auditor</c>, <c>all</c>, <c>all-second</c>.</summary>
    public Task<Operator> OperatorAsync(OperatorRest deployment, string userId)
    {
        lock (_operators)
        {
            var name = $"{deployment.Origin}{userId}";
            if (!_operators.TryGetValue(name, out var made)) _operators[name] = made = Operator.MakeAsync(deployment, userId);
            return made;
        }
    }

    private static T OrSkip<T>(T? started)
        where T : class
    {
        if (started is null) Assert.Skip("Chromium is not on this machine.");
        return started;
    }

    private static async Task ShakenAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Cli, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;
        throw new InvalidOperationException($"shaken {string.Join(' ', arguments)}: {await output}{await error}");
    }

    /// <summary>The first of some free ports in a row. A lab takes others by itself, and other suites have labs at the same time.</summary>
    internal static int FreePorts(int count) =>
        LoopbackPorts.FindRun(Interlocked.Add(ref _nextPort, count) - count, LastPort, count)
        ?? throw new InvalidOperationException("No ports in a row are free.");

    /// <summary>Signs an operator in, in a window; the operator is made.</summary>
    internal static async Task SignInAsync(Window window, OperatorRest deployment, string userId) =>
        await window.Context.AddCookiesAsync((await Operator.MakeAsync(deployment, userId)).Cookies);
}
