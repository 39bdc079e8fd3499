namespace Shaken.Core.Certificates.Rules;

/// <summary>A set of profiles.</summary>
[Flags]
internal enum RuleProfiles
{
    None = 0,
    UnitedStates = 1 << 0,
    National = 1 << 1,
    DelegateCa = 1 << 2,
    DelegateLeaf = 1 << 3,
    PolicyAdministratorSigner = 1 << 4,
    CrlSigner = 1 << 5,

    /// <summary>Whatever the profile, where we sign.</summary>
    Issuing = 1 << 6,

    /// <summary>Certificates that sign calls for a provider, and their issuers.</summary>
    Shaken = UnitedStates | National,

    Delegate = DelegateCa | DelegateLeaf,

    PolicyAdministrator = PolicyAdministratorSigner | CrlSigner,

    Every = Shaken | Delegate | PolicyAdministrator,

    /// <summary>All but the one whose published verdicts know no such rule, unless we sign.</summary>
    NotPublished = (Every & ~UnitedStates) | Issuing,
}

internal static class RuleProfileSets
{
    public static bool Has(this RuleProfiles set, LintProfileKind kind) => (set & Of(kind)) != RuleProfiles.None;

    private static RuleProfiles Of(LintProfileKind kind) => kind switch
    {
        LintProfileKind.UnitedStates => RuleProfiles.UnitedStates,
        LintProfileKind.National => RuleProfiles.National,
        LintProfileKind.DelegateCa => RuleProfiles.DelegateCa,
        LintProfileKind.DelegateLeaf => RuleProfiles.DelegateLeaf,
        LintProfileKind.PolicyAdministratorSigner => RuleProfiles.PolicyAdministratorSigner,
        LintProfileKind.CrlSigner => RuleProfiles.CrlSigner,
    };
}
