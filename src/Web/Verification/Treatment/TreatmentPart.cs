using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Numbering;
using Shaken.Core.Tokens.Bypass;
using Shaken.Core.Trust;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Treatment;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Verification.CallValidation;

namespace Shaken.Web.Verification.Treatment;

/// <summary>What happens to calls after their verification: policies of tenants, call validation, bypass tokens.</summary>
internal static class TreatmentPart
{
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("OperatorTreatmentPolicy", Role.Vs, "GET", "operator/v1/tenants/{tenant}/treatment-policy", TreatmentPolicyEndpoints.GetAsync),
        new(
            "OperatorPutTreatmentPolicy", Role.Vs, "PUT", "operator/v1/tenants/{tenant}/treatment-policy",
            TreatmentPolicyEndpoints.PutAsync),
        new("OperatorTreatmentProfiles", Role.Vs, "GET", "operator/v1/treatment-profiles", TreatmentPolicyEndpoints.ListProfilesAsync),
        new("OperatorDoNotOriginate", Role.Vs, "GET", "operator/v1/do-not-originate", DoNotOriginateEndpoints.GetAsync),
        new("OperatorPutDoNotOriginate", Role.Vs, "PUT", "operator/v1/do-not-originate", DoNotOriginateEndpoints.PutAsync),
    ];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.AddSingleton<TreatmentPolicies>();
        services.AddSingleton<FirstFailures>();
        services.AddSingleton<TreatmentMetrics>();
        services.AddSingleton<CallTreatments>();
        services.AddSingleton<DoNotOriginateList>();
        services.AddSingleton(provider => new BypassChecks(
            BypassVerifierOf(provider), provider.GetRequiredService<TreatmentMetrics>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BypassChecks>>()));
        services.TryAddSingleton(new NumberingOptions());
        services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        var validation = settings.Get<CallValidationSettings>();
        var reputation = settings.Get<ReputationAccessSettings>();
        ReputationServices.Add(services, reputation);
        services.AddSingleton<ICallValidation>(provider => ReputationServices.Reporting(
            new BuiltInValidation(
                [.. RulesOf(validation, reputation.Thresholds, provider)],
                validation.External is { } external
                    ? new CallValidationClient(
                        external, provider.GetRequiredService<HttpMessageInvoker>(), provider.GetRequiredService<TimeProvider>(),
                        provider.GetRequiredService<ILogger<CallValidationClient>>())
                    : null,
                provider.GetRequiredService<ILogger<BuiltInValidation>>()),
            provider));
    }

    /// <summary>Tells the audit log of changes that an instance left untold.</summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<TreatmentPolicies>().SweepAsync(cancellationToken);
        await services.GetRequiredService<DoNotOriginateList>().SweepAsync(cancellationToken);
    }

    private static IEnumerable<ICallValidationRule> RulesOf(
        CallValidationSettings settings, ReputationThresholds thresholds, IServiceProvider services)
    {
        yield return new DoNotOriginateRule(services.GetRequiredService<DoNotOriginateList>());
        var national = new NationalNumbers(settings.NationalPrefixes);
        if (ConclusionOf(settings.ForeignNational) is { } foreign) yield return new ForeignNationalRule(national, foreign);
        if (ConclusionOf(settings.UnassignedNumbers) is { } unassigned)
            yield return new UnassignedNumberRule(national, services.GetRequiredService<INumberDirectory>(), unassigned);
        if (services.GetService<IReputationSource>() is { } reputation) yield return new ReputationRule(reputation, thresholds);
    }

    private static CallValidationConclusion? ConclusionOf(RuleConclusion conclusion) => conclusion switch
    {
        RuleConclusion.Off => null,
        RuleConclusion.Suspicious => CallValidationConclusion.Suspicious,
        RuleConclusion.Unwanted => CallValidationConclusion.Unwanted,
    };

    // Certificates of an administrator's signers are kept apart from those of calls, as for its lists.
    private static BypassTokenVerifier? BypassVerifierOf(IServiceProvider services)
    {
        var domain = services.GetRequiredService<TrustDomain>();
        return domain.AdministratorRoots.Count == 0
            ? null
            : new BypassTokenVerifier(
                ProductServices.NewSource(services, Core.Fetching.FetchProfile.TrustListSigner), domain,
                services.GetRequiredService<TimeProvider>());
    }
}
