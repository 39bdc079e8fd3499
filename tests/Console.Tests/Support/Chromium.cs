using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

namespace Shaken.Console.Tests.Support;

/// <summary>The browser of the tests: the operating system's Chromium, which Playwright drives. Playwright's own download is never used.</summary>
internal static class Chromium
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>Null: there is none on this machine.</summary>
    public static string? Path { get; } = Places.FirstOrDefault(File.Exists);

    /// <param name="certificatePath">The PEM file of the TLS certificate that the browser trusts: what it distrusts it keeps in no cache.</param>
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, string certificatePath)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(certificatePath));
        var key = Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

        // Chromium's sandbox does not start for root, as whom containers run.
        string[] args = [$"--ignore-certificate-errors-spki-list={key}", .. Environment.UserName == "root" ? ["--no-sandbox"] : (string[])[]];
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = args });
    }
}
