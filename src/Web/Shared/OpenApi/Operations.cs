using Shaken.Web.Authentication;
using Shaken.Web.CallPlacement;
using Shaken.Web.CertificateRepository;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.ConsolePages;
using Shaken.Web.Delegation;
using Shaken.Web.Delegation.Acme;
using Shaken.Web.Operators;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.Registry;
using Shaken.Web.Shared.Health;
using Shaken.Web.Verification;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// What each function promises, the modules' one after the other. docs/openapi.json is written of it and of
/// <see cref="Hosting.FunctionTable"/> by a test, and the program serves that file: nothing here is read while it runs.
/// </summary>
internal static class Operations
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        .. HealthOperations.All,
        .. OpenApiFunctions.Operations,
        .. OperatorOperations.All,
        .. Delegation.Presentations.PresentationOperations.All,
        .. CallPlacementOperations.All,
        .. CertificateRepositoryOperations.All,
        .. CertificationAuthorityOperations.All,
        .. ConsolePagesOperations.All,
        .. PolicyAdministratorOperations.All,
        .. AuthenticationOperations.All,
        .. VerificationOperations.All,
        .. DelegationOperations.All,
        .. DelegationAcmeOperations.All,
        .. RegistryOperations.All,
    ];
}
