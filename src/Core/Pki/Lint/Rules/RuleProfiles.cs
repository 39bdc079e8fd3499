
namespace Shaken.Core.Pki.Lint.Rules;

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

    France = 1 << 7,

    /// <summary>No published verdict knows the rule: its findings stand beside the published ones and are marked as ours.</summary>
    Ours = 1 << 6,

    /// <summary>Certificates that sign calls for a provider, and their issuers.</summary>
    Shaken = UnitedStates | National,

    Delegate = DelegateCa | DelegateLeaf,

    PolicyAdministrator = PolicyAdministratorSigner | CrlSigner,

    Every = Shaken | France | Delegate | PolicyAdministrator,

    /// <summary>A rule of RFC 5280 or RFC 5480 that binds every certificate, and that the published verdicts do not look at.</summary>
    NotPublished = Every | Ours,
}

internal static class RuleProfileSets
{
    public static bool Has(this RuleProfiles set, LintProfileKind kind) => (set & Of(kind)) != RuleProfiles.None;

    private static RuleProfiles Of(LintProfileKind kind) => kind switch
    {
        LintProfileKind.UnitedStates => RuleProfiles.UnitedStates,
        LintProfileKind.National => RuleProfiles.National,
        LintProfileKind.France => RuleProfiles.France,
        LintProfileKind.DelegateCa => RuleProfiles.DelegateCa,
        LintProfileKind.DelegateLeaf => RuleProfiles.DelegateLeaf,
        LintProfileKind.PolicyAdministratorSigner => RuleProfiles.PolicyAdministratorSigner,
        LintProfileKind.CrlSigner => RuleProfiles.CrlSigner,
    };
}
