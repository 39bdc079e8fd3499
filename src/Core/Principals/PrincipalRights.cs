namespace Shaken.Core.Principals;

/// <summary>Which operators may make and change which principals: the one table of it.</summary>
public static class PrincipalRights
{
    /// <summary>
    /// Whether an operator of these roles may make, change and disable a principal, and give it credentials. Governance is given by
    /// governance alone: another who could set its password would have it.
    /// </summary>
    public static bool MayManage(IReadOnlySet<OperatorRole> roles, PrincipalProfile profile) => profile.Kind switch
    {
        PrincipalKind.Operator =>
            (!profile.Roles.Contains(OperatorRole.Governance) || roles.Contains(OperatorRole.Governance))
            && (profile.Roles.All(role => role == OperatorRole.Governance) || roles.Contains(OperatorRole.Administrator)),
        PrincipalKind.AccountUser or PrincipalKind.Reporter or PrincipalKind.Tenant or PrincipalKind.Customer =>
            roles.Contains(OperatorRole.Administrator) || roles.Contains(OperatorRole.Registrar),
        PrincipalKind.Partner or PrincipalKind.Authority =>
            roles.Contains(OperatorRole.Administrator) || roles.Contains(OperatorRole.Governance),
    };
}
