using System.Text.Json;
using Shaken.Local.Files;

namespace Shaken.Demo.Lab;

/// <summary>What a provider of the lab needs from the authorities before its own service starts.</summary>
/// <param name="ExternalKeyId">Name of the key by which it opens its account at the STI-CA (external account binding).</param>
/// <param name="Password">Of its user at the STI-PA, who gets SPC tokens and reads the trusted-CA list.</param>
internal sealed record LabEnrolment(string ExternalKeyId, string ExternalKey, string PasswordFile, string Password)
{
    private const string Reason = "lab";

    /// <summary>
    /// As the operator of the authorities: opens the provider's account and gives it its credentials. What exists already stays, and a
    /// secret that was shown but not kept is made again.
    /// </summary>
    public static async Task<LabEnrolment> EnrolAsync(
        LabFolder folder, LabZone provider, JsonService operators, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.FileOf(provider, "password"))!);
        await OpenAccountAsync(provider, operators, cancellationToken);
        await MakeUserAsync(provider, operators, cancellationToken);

        var passwordFile = folder.FileOf(provider, "password");
        if (!File.Exists(passwordFile))
        {
            var shown = await operators.GetAsync(
                HttpMethod.Post, $"/operator/v1/principals/{provider.Name}/password", new { reason = Reason }, cancellationToken);
            PrivateFile.Replace(passwordFile, shown.GetProperty("secret").GetString()!);
        }

        var keyFile = folder.FileOf(provider, "external-key.json");
        if (!File.Exists(keyFile))
        {
            var shown = await operators.GetAsync(
                HttpMethod.Post, "/operator/v1/acme/external-keys", new { organization = NameOf(provider) }, cancellationToken);
            PrivateFile.Replace(keyFile, shown.GetRawText());
        }

        using var key = JsonDocument.Parse(await File.ReadAllTextAsync(keyFile, cancellationToken));
        return new LabEnrolment(
            key.RootElement.GetProperty("kid").GetString()!, key.RootElement.GetProperty("macKey").GetString()!, passwordFile,
            await File.ReadAllTextAsync(passwordFile, cancellationToken));
    }

    private static async Task OpenAccountAsync(LabZone provider, JsonService operators, CancellationToken cancellationToken)
    {
        var path = $"/operator/v1/accounts/{provider.Name}";
        var account = await operators.FindAsync(path, cancellationToken);
        if (account is null)
        {
            var profile = new
            {
                name = NameOf(provider),
                country = "US",
                providers = (string[])[provider.Provider],
                contacts = new[] { new { role = "technical", name = "Lab", email = $"{provider.Name}@lab.example" } },
            };
            account = await operators.GetAsync(
                HttpMethod.Post, "/operator/v1/accounts", new { id = provider.Name, profile, reason = Reason }, cancellationToken);
        }

        if (account.Value.GetProperty("state").GetString() != "applied") return;
        var move = new { state = "open", revision = account.Value.GetProperty("revision").GetInt64(), reason = Reason };
        await operators.GetAsync(HttpMethod.Post, $"{path}/state", move, cancellationToken);
    }

    private static async Task MakeUserAsync(LabZone provider, JsonService operators, CancellationToken cancellationToken)
    {
        if (await operators.FindAsync($"/operator/v1/principals/{provider.Name}", cancellationToken) is not null) return;
        var user = new { userId = provider.Name, kind = "account-user", account = provider.Name, reason = Reason };
        await operators.GetAsync(HttpMethod.Post, "/operator/v1/principals", user, cancellationToken);
    }

    private static string NameOf(LabZone provider) => $"Lab {provider.Name}";
}
