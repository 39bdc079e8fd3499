using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Trust.Verdicts;
using Shaken.Web.Authentication.Renewal;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Authentication.Signing;

/// <summary>The part of the role as that decides how calls are signed: policies of tenants, certificates, origids.</summary>
internal static class SigningPart
{
    /// <summary>What operators set and read.</summary>
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("AsGetSigningPolicy", Role.As, "GET", "operator/v1/tenants/{tenant}/signing-policy", SigningPolicyEndpoints.GetAsync),
        new("AsPutSigningPolicy", Role.As, "PUT", "operator/v1/tenants/{tenant}/signing-policy", SigningPolicyEndpoints.PutAsync),
        new("AsGetSigningNumbers", Role.As, "GET", "operator/v1/tenants/{tenant}/signing-numbers", SigningNumbersEndpoints.GetAsync),
        new("AsPutSigningNumbers", Role.As, "PUT", "operator/v1/tenants/{tenant}/signing-numbers", SigningNumbersEndpoints.PutAsync),
        new("AsListEvidence", Role.As, "GET", "operator/v1/tenants/{tenant}/evidence", EvidenceEndpoint.ListAsync),
        new("AsTraceOrigId", Role.As, "GET", "operator/v1/origids/{uuid}", OrigIdEndpoint.TraceAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("AsSweepPolicies", Role.As, "40 */10 * * * *", (services, token) =>
            services.GetRequiredService<SigningPolicies>().SweepAsync(token).AsTask()),
    ];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var signing = settings.Get<SigningSettings>();
        services.AddSingleton(signing.Options);
        services.AddSingleton<SigningPolicies>();
        services.AddSingleton<KeptSigningRules>();
        services.AddSingleton<OrigIdKeys>();
        services.AddSingleton<OrigIds>();
        services.AddSingleton<TraceOrigIds>();
        services.AddSingleton<OwnRevocation>();
        services.AddSingleton(provider => new SigningCertificates(
            SourcesOf(provider, settings), provider.GetRequiredService<OwnRevocation>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SigningCertificates>>()));

        // Whether a provider may lend the number that its customer's own PASSporT is for.
        services.TryAddSingleton(new NumberingOptions());
        services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        services.AddSingleton(provider => new DelegateEvidence(new PassportVerifier(
            provider.GetRequiredService<CertificateVerdicts>(), provider.GetRequiredService<TimeProvider>(), signing.Options.Freshness,
            signing.Options.Ahead)));
        services.TryAddSingleton<TakenPresentations>();
        services.AddSingleton<IPresentationCustomers, PolicyCustomers>();
        services.AddSingleton<PresentationEvidence>();
        services.AddSingleton<IExpirySource>(provider => new SigningExpiries(
            provider.GetRequiredService<SigningCertificates>(), settings.Get<RenewalSettings>()));
        services.AddSingleton<CallSigner>();
        services.AddHostedService<SigningCertificateKeeper>();
        services.AddHostedService<OrigIdKeyKeeper>();
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        if (HasCertificates(settings)) checks.Add<SigningCheck>("signing");
    }

    private static bool HasCertificates(ParsedSettings settings) =>
        settings.Get<SigningSettings>().Fixed.Count > 0 || settings.Get<RenewalSettings>().IsConfigured;

    private static List<ISigningCertificateSource> SourcesOf(IServiceProvider services, ParsedSettings settings)
    {
        var sources = new List<ISigningCertificateSource>(settings.Get<SigningSettings>().Fixed);
        if (settings.Get<RenewalSettings>().Plan is { } plan)
        {
            sources.Add(new RenewedSigningCertificate(
                services.GetRequiredService<CertificateRenewal>(), services.GetRequiredService<IKeyRing>(), plan.Options));
        }

        return sources;
    }
}
