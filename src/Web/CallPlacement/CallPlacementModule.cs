using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Verdicts;
using Shaken.Web.CallPlacement.OutOfBand;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CallPlacement;

/// <summary>The role cps, Call Placement Service: takes PASSporTs in and hands each out once.</summary>
internal sealed class CallPlacementModule : IRoleModule
{
    public Role Role => Role.Cps;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("CpsPublishOpen", Role.Cps, "POST", "cps/company/{ocn}", OpenDialectEndpoints.PublishAsync),
        new("CpsRetrieveOwn", Role.Cps, "GET", "cps/company/{ocn}/passports/{dest}/{orig}", OpenDialectEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsPublish", Role.Cps, "POST", "passports/{spc}/{dest}/{orig}", AgreedCpsEndpoints.PublishAsync),
        new("CpsRetrieve", Role.Cps, "GET", "passports/{spc}/{dest}/{orig}", AgreedCpsEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsPublishByPath", Role.Cps, "POST", "cps/v1/{destspc}/{dest}/{origspc}/{orig}", PathDialectEndpoints.PublishAsync),
        new("CpsSharedPublish", Role.Cps, "POST", "passports/{dest}/{orig}", SharedCpsEndpoints.PublishAsync),
        new("CpsSharedRetrieve", Role.Cps, "GET", "passports/{dest}/{orig}", SharedCpsEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsPlainPublish", Role.Cps, "POST", "publish/{dest}/{orig}", SharedCpsEndpoints.PublishPlainAsync),
        new("CpsPlainRetrieve", Role.Cps, "GET", "retrieve/{dest}/{orig}", SharedCpsEndpoints.RetrievePlainAsync, TakesAway: true),
        new("CpsRepublish", Role.Cps, "POST", "republish/{dest}/{orig}", SharedCpsEndpoints.RepublishAsync),
        new("CpsPublishByNumber", Role.Cps, "POST", "cps/{number}/ppts", NumberDialectEndpoints.PublishAsync),
        new("CpsRetrieveByNumber", Role.Cps, "GET", "cps/{number}/ppts", NumberDialectEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsAdvertisement", Role.Cps, "GET", "cps/advertisement", AdvertisementEndpoint.GetAsync),
        new("CpsHostProof", Role.Cps, "GET", ".well-known/shaken-cps/{token}", HostProofEndpoints.GetAsync),
        new("CpsAddHostProof", Role.Cps, "POST", "operator/v1/cps/host-proofs", HostProofEndpoints.AddAsync),
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PurgeMailbox", Role.Cps, "30 * * * * *", (services, token) => Purge.RunAsync(services, PassportMailbox.Table, token)),
        new("PurgeUsedTokens", Role.Cps, "45 * * * * *", (services, token) => Purge.RunAsync(services, BearerVerifier.Table, token)),
        new("PurgeHostProofs", Role.Cps, "50 57 3 * * *", (services, token) => Purge.RunAsync(services, CpsHostProofs.Table, token)),
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } = 
    [
        SettingsPart.Of<CallPlacementSettings>(), SettingsPart.Of<NumberDialectSettings>(), SettingsPart.Of<OutOfBandSettings>(),
    ];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var (given, republish) = settings.Get<CallPlacementSettings>();
        var byNumber = settings.Get<NumberDialectSettings>();
        var options = given with
        {
            ReadsByCalledNumber = byNumber.ReadsByCalledNumber, DemandsClientCertificate = byNumber.DemandsClientCertificate,
        };
        services.AddSingleton(options);
        services.AddSingleton(provider => new PassportVerifier(
            provider.GetRequiredService<CertificateVerdicts>(), provider.GetRequiredService<TimeProvider>(), options.Freshness,
            options.Ahead));
        services.AddSingleton<KnownHostRecords>();
        services.AddHostedService<KnownHostsKeeper>();
        services.AddSingleton(provider => new PassportMailbox(
            provider.GetRequiredService<IRecords>(),
            provider.GetRequiredService<DeploymentSecrets>(),
            provider.GetRequiredService<IRandom>(),
            provider.GetRequiredService<TimeProvider>(),
            options.Freshness,
            options.Mailbox,
            provider.GetRequiredService<ILogger<PassportMailbox>>(),
            options.ReadsByCalledNumber));
        services.AddSingleton<BearerVerifier>();
        services.AddSingleton<PassportAdmission>();
        services.AddSingleton<PublishPassports>();
        services.AddSingleton<RetrievePassports>();
        services.AddSingleton<CpsHostProofs>();
        services.AddSingleton<ClientCertificateJudge>();
        services.AddSingleton<RetrieveByNumber>();
        AddCalledNumbers(services, byNumber.NumberTable);
        AddPush(services, byNumber.Push, options.Freshness);
        if (byNumber.Advertisement is { } own)
        {
            services.AddSingleton(new OwnAdvertisement(
                new CpsAdvertisementSigner(own.Key, own.CertificateUrl), own.For, own.Url));
        }

        AddRepublish(services, republish);
    }

    private static void AddCalledNumbers(IServiceCollection services, bool hasTable)
    {
        if (hasTable)
        {
            services.TryAddSingleton(new NumberingOptions());
            services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        }

        services.AddSingleton(provider => new CalledNumbers(
            provider.GetRequiredService<CpsOptions>(), hasTable ? provider.GetRequiredService<INumberDirectory>() : null));
    }

    private static void AddPush(IServiceCollection services, PushTarget? target, TimeSpan freshness)
    {
        if (target is null)
        {
            services.AddSingleton(provider => PassportPush.ToNobody(provider.GetRequiredService<TimeProvider>()));
            return;
        }

        services.AddSingleton(provider => new PassportPush(
            target, provider.GetRequiredService<HttpMessageInvoker>(), freshness, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PassportPush>>()));
        services.AddHostedService<PushWorker>();
    }

    private static void AddRepublish(IServiceCollection services, RepublishSettings? settings)
    {
        if (settings is not { } republish)
        {
            services.AddSingleton(provider => RepublishFanOut.ToNobody(provider.GetRequiredService<TimeProvider>()));
            return;
        }

        services.AddSingleton<RepublishMetrics>();
        services.AddSingleton(provider => new RepublishFanOut(
            republish.Targets,
            new RepublishSigner(republish.Key, republish.CertificateUrl, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandom>()),
            new CpsClient(provider.GetRequiredService<HttpMessageInvoker>()),
            DeliveryBounds.Default,
            provider.GetRequiredService<RepublishMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RepublishFanOut>>()));
        services.AddHostedService<RepublishWorker>();
    }
}
