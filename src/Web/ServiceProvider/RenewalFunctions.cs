using Shaken.Azure.KeyVault;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Keys;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.ServiceProvider;

/// <summary>The role as: keeps the provider's own STI-AS certificate in force.</summary>
internal static class RenewalFunctions
{
    /// <summary>The timer's name.</summary>
    public const string Timer = "RenewCertificate";

    /// <summary>Whether the timer is there: the role is on, and a renewal is configured.</summary>
    public static bool IsOn(Settings settings) => settings.Roles.Contains(Role.As) && settings.Renewal.IsConfigured;

    public static void Add(IServiceCollection services, Settings settings)
    {
        if (!IsOn(settings)) return;
        var plan = settings.Renewal.Plan!;
        services.AddSingleton(provider => RingOf(plan.Keys, settings.Vaults, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
            New(provider, plan, provider.GetRequiredService<HttpMessageInvoker>(), settings.TrustList.IsConfigured));
    }

    /// <summary>The timer: does what is due, on whichever instance it runs.</summary>
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var run = await services.GetRequiredService<CertificateRenewal>().RunAsync(force: false, cancellationToken);

        // It has told the operator itself, so it counts as failed and is no exception.
        if (run.Result == RenewalResult.Failed || run.Fault is not null) services.GetRequiredService<RunMetrics>().Failed(Timer);
    }

    private static IKeyRing RingOf(RenewalKeys keys, Vaults? vaults, TimeProvider time) => keys switch
    {
        FolderOfKeys folder => KeyRing.Open(folder.Path, folder.Passphrase),
        VaultOfKeys vault when vaults is not null => new VaultKeyRing(vaults.SecretsOf(vault.Vault), time),
        _ => throw new InvalidOperationException("The provider's keys are in a folder, or in a vault that was opened."),
    };

    private static CertificateRenewal New(IServiceProvider services, RenewalPlan plan, HttpMessageInvoker http, bool followsTrustList)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var ring = services.GetRequiredService<IKeyRing>();
        var account = new AccountAtCa(
            http, plan.Directory, cancellationToken => ring.GetOrMakeAsync($"{plan.Options.Name}-account", cancellationToken), plan.Registration, TokensOf(plan.Tokens, http, time), plan.Form, time);
        return new CertificateRenewal(
            plan.Options,
            services.GetRequiredService<IRecords>(),
            ring,
            account,
            followsTrustList ? services.GetRequiredService<ITrustAnchors>() : null,
            services.GetRequiredService<PublishedChains>(),
            services.GetRequiredService<IUrlFetcher>(),
            plan.Webhook is { } webhook ? new RenewalWebhook(http, webhook.Url, webhook.Secret, time) : NoNotices.Instance,
            time,
            services.GetRequiredService<IRandom>(),
            services.GetRequiredService<ILogger<CertificateRenewal>>());
    }

    private static IAuthorityTokens TokensOf(TokenOrigin origin, HttpMessageInvoker http, TimeProvider time) => origin switch
    {
        TokenFileOrigin file => new TokenFile(file.Path),
        PolicyAdministratorOrigin administrator => new PolicyAdministratorTokens(http, administrator.Account, time),
        TokenAuthorityOrigin authority => new TokenAuthorityTokens(http, authority.BaseUrl, authority.Account, authority.Authorization, time),
        _ => throw new InvalidOperationException("Tokens come from a file, an STI-PA or a token authority."),
    };
}
