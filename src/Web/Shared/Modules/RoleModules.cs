using Shaken.Web.Authentication;
using Shaken.Web.CallPlacement;
using Shaken.Web.CertificateRepository;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.ConsolePages;
using Shaken.Web.Delegation;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.Registry;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Verification;

namespace Shaken.Web.Shared.Modules;

/// <summary>The roles that are built. A role to come is a folder and a line here.</summary>
internal static class RoleModules
{
    public static IReadOnlyList<IRoleModule> All { get; } =
    [
        new CallPlacementModule(),
        new CertificateRepositoryModule(),
        new CertificationAuthorityModule(),
        new ConsolePagesModule(),
        new PolicyAdministratorModule(),
        new AuthenticationModule(),
        new VerificationModule(),
        new DelegationModule(),
        new RegistryModule(),
    ];

    /// <summary>The module of a role.</summary>
    public static IRoleModule Of(Role role) => All.Single(module => module.Role == role);

    /// <summary>Those that a deployment with these settings plays.</summary>
    public static IEnumerable<IRoleModule> On(ParsedSettings settings) => All.Where(module => module.IsOn(settings));
}
