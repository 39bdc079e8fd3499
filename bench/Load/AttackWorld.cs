using Shaken.Demo;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Load;

/// <summary>
/// The files of a country for bench/attacks.sh: a trusted-CA list, the CA's chain and key, a TLS certificate for loopback, and two
/// providers
/// with their keys.
/// </summary>
internal static class AttackWorld
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <param name="origin">Where the files will be served: the URLs in the trusted-CA list start with it.</param>
    public static async Task WriteAsync(string folder, string origin)
    {
        var time = HostDependencies.Real.Time;
        _ = LoopbackTls.Make(folder, time);
        var victim = Provider("US/1234");
        var authority = await LocalAuthority.NewAsync(victim.Country, "Attacks", time, SystemRandom.Instance, CancellationToken.None);
        await WriteAsync("victim", await authority.IssueAsync(victim, "Victim", Life, CancellationToken.None));
        await WriteAsync("attacker", await authority.IssueAsync(Provider("US/9999"), "Attacker", Life, CancellationToken.None));
        await File.WriteAllTextAsync(Named("ca.pem"), authority.IssuingKey.Certificate.ToPem());
        await File.WriteAllTextAsync(Named("ca.key"), ((SoftwareKey)authority.IssuingKey.Key).ToPem());
        await File.WriteAllTextAsync(Named("list.pem"), authority.ListSigner.ToPem());
        await File.WriteAllTextAsync(Named("root.pem"), authority.PolicyAdministratorRoot.Certificate.ToPem());
        var list = await authority.SignTrustListAsync(1, time.GetUtcNow() + Life, $"{origin}/list.pem", CancellationToken.None);
        await File.WriteAllTextAsync(Named("list.jwt"), list);

        string Named(string name) => Path.Combine(folder, name);

        async Task WriteAsync(string name, LocalProvider provider)
        {
            var chain = provider.Chain.Select(certificate => certificate.ToPem());
            await File.WriteAllTextAsync(Named($"{name}.pem"), string.Join('\n', chain));
            await File.WriteAllTextAsync(Named($"{name}.key"), ((SoftwareKey)provider.Key).ToPem());
        }
    }

    private static ProviderId Provider(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new InvalidOperationException(text);
}
