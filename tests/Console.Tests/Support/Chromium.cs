using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

namespace Shaken.Console.Tests.Support;

/// <summary>The browser of the tests: the operating system's Chromium, driven by Playwright, whose own download is never used.</summary>
internal static class Chromium
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>Null: there is none on this machine.</summary>
    public static string? Path { get; } = Places.FirstOrDefault(File.Exists);

    /// <param name="certificatePath">The TLS certificate, in PEM, that the browser trusts: what it distrusts it does not cache.</param>
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, string certificatePath)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(certificatePath));
        var key = Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

        // Chromium's sandbox does not start for root, as whom containers run.
        List<string> args = [$"--ignore-certificate-errors-spki-list={key}"];
        if (Environment.UserName == "root") args.Add("--no-sandbox");
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = args });
    }
}
