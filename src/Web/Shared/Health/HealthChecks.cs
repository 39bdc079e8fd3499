using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shaken.Web.Shared.Health;

/// <summary>Takes what a deployment's health depends on.</summary>
internal sealed class HealthChecks(IServiceCollection services)
{
    private readonly IHealthChecksBuilder _checks = services.AddHealthChecks();

    /// <summary>Adds a check that reads memory only.</summary>
    public void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(string name)
        where T : class, IHealthCheck => _checks.AddCheck<T>(name);

    /// <summary>Adds a check that takes I/O: it runs in the background, and an answer is its last result.</summary>
    /// <param name="failure">What the deployment is while the check fails.</param>
    public void AddProbe(
        string name,
        TimeSpan interval,
        Func<IServiceProvider, Func<CancellationToken, Task<HealthCheckResult>>> make,
        HealthStatus failure = HealthStatus.Unhealthy)
    {
        services.AddKeyedSingleton(name, (provider, _) => new Probe(
            name, interval, failure, make(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Probe>>()));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<Probe>(name));
        _checks.Add(new HealthCheckRegistration(name, provider => provider.GetRequiredKeyedService<Probe>(name), failureStatus: null, tags: null));
    }
}
