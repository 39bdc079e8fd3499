using Shaken.Azure.KeyVault;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>
/// The part of the role as that keeps the provider's own STI-AS certificate in force. It is on where a renewal is configured.
/// </summary>
internal static class RenewalPart
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);

    public static Task CheckVaultsAsync(SettingsReader reader, Vaults vaults, CancellationToken cancellationToken) =>
        RenewalSettings.CheckVaultAsync(reader, vaults, cancellationToken);

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        if (settings.Get<RenewalSettings>().Plan is not { } plan) return;
        var vaults = settings.Get<KeySettings>().Vaults;
        var followsTrustList = settings.Get<TrustListSettings>().IsConfigured;
        if (plan.Account.Keys is VaultOfKeys { Vault: var vault }) services.AddSingleton(new SecretsInVault(vault, plan.Options.Name));
        services.AddSingleton(provider => plan.Account.NewRing(vaults, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => New(provider, plan, provider.GetRequiredService<HttpMessageInvoker>(), followsTrustList));
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        if (!settings.Get<RenewalSettings>().IsConfigured) return;
        checks.AddProbe("renewal", Often, provider =>
            new RenewalProbe(provider.GetRequiredService<CertificateRenewal>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    /// <summary>The timer: does what is due, on whichever instance it runs.</summary>
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<CertificateRenewal>() is not { } renewal) return;
        var run = await renewal.RunAsync(force: false, cancellationToken);

        // It has told the operator itself, so it counts as failed and is no exception.
        if (run.Result == RenewalResult.Failed || run.Fault is not null)
            services.GetRequiredService<RunMetrics>().Failed("RenewCertificate");
    }

    private static CertificateRenewal New(IServiceProvider services, RenewalPlan plan, HttpMessageInvoker http, bool followsTrustList)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var ring = services.GetRequiredService<IKeyRing>();
        var account = plan.Account.NewAccount(ring, $"{plan.Options.Name}-account", http, time);
        return new CertificateRenewal(
            plan.Options,
            services.GetRequiredService<IRecords>(),
            ring,
            account,
            followsTrustList ? services.GetRequiredService<TrustDomain>() : null,
            services.GetRequiredService<PublishedChains>(),
            services.GetRequiredService<IUrlFetcher>(),
            plan.Webhook is { } webhook ? new RenewalWebhook(http, webhook.Url, webhook.Secret, time) : NoNotices.Instance,
            time,
            services.GetRequiredService<IRandom>(),
            services.GetRequiredService<ILogger<CertificateRenewal>>());
    }
}
