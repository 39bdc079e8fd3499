using Shaken.Local.Files;

namespace Shaken.Demo.Lab;

/// <summary>The tenant of a provider's service, as which a SIP server has calls signed and verified, and its API key in a file.</summary>
internal static class LabTenant
{
    private const string Id = "lab";
    private const string UserId = "lab-switch";
    private const string Reason = "lab";

    /// <summary>Makes what is missing of it: the tenant, the policy by which its customer acme gets attestation A, the key.</summary>
    public static async Task OpenAsync(LabFolder folder, LabZone provider, JsonService operators, CancellationToken cancellationToken)
    {
        var path = $"/operator/v1/tenants/{Id}";
        if (await operators.FindAsync(path, cancellationToken) is null)
        {
            var tenant = new { revision = 0, name = provider.Name, provider = provider.Provider, reason = Reason };
            await operators.GetAsync(HttpMethod.Put, path, tenant, cancellationToken);
        }

        var policyPath = $"{path}/signing-policy";
        var known = await operators.GetAsync(HttpMethod.Get, policyPath, body: null, cancellationToken);
        if (known.GetProperty("revision").GetInt64() == 0)
        {
            var policy = new { customers = new[] { new { name = "acme", evidence = new { kind = "assigned-by-us" } } } };
            await operators.GetAsync(HttpMethod.Put, policyPath, new { revision = 0, policy, reason = Reason }, cancellationToken);
        }

        if (await operators.FindAsync($"/operator/v1/principals/{UserId}", cancellationToken) is null)
        {
            var user = new { userId = UserId, kind = "tenant", account = Id, reason = Reason };
            await operators.GetAsync(HttpMethod.Post, "/operator/v1/principals", user, cancellationToken);
        }

        var file = folder.FileOf(provider, LabFolder.TenantKeyFile);
        if (File.Exists(file)) return;
        var shown = await operators.GetAsync(
            HttpMethod.Post, $"/operator/v1/principals/{UserId}/keys", new { name = "lab", reason = Reason }, cancellationToken);
        PrivateFile.Replace(file, shown.GetProperty("secret").GetString()!);
    }
}
