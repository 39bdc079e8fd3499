using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Auditing;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;
using Shaken.Core.Tenants;
using Shaken.Web.Operators.Access;
using Shaken.Web.Operators.Entra;
using Shaken.Web.Operators.SigningIn;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Stir;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Operators;

/// <summary>What knows callers and what they did. Every deployment has it.</summary>
internal static class OperatorServices
{
    // Attempts that wait for a processor in each lane.
    private const int Waiting = 32;

    public static void Add(IServiceCollection services, ParsedSettings settings)
    {
        services.TryAddSingleton<AuditLog>();
        services.AddSingleton(settings.Get<AccessSettings>().Sessions);
        services.AddSingleton<IPasswords, IdentityPasswords>();
        services.AddSingleton<KnownPrincipals>();
        services.AddSingleton<ChangePrincipal>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<GiveCredential>();
        services.AddSingleton<OpenSessions>();
        services.AddSingleton<StartSession>();
        services.AddSingleton<RefreshSession>();
        services.AddSingleton<EndSession>();
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<TenantCallers>();
        services.AddSingleton<SignInPace>();
        services.AddSingleton(_ => new HashingLanes(Math.Max(1, Environment.ProcessorCount / 2), Waiting));
        services.AddSingleton<SignInByPassword>();
        services.AddSingleton<ClientCertificates>();
        services.AddSingleton<Callers>();
        services.AddSingleton<TimerStates>();
        EntraServices.Add(services, settings.Get<EntraSettings>());
    }
}
