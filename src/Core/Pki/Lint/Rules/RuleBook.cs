namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Every rule of every profile, in the order of a certificate's fields.</summary>
internal static class RuleBook
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        .. VersionAndSerialRules.All,
        .. SignatureRules.All,
        .. ValidityRules.All,
        .. PublicKeyRules.All,
        .. NameRules.All,
        .. UsageRules.All,
        .. KeyIdentifierRules.All,
        .. PolicyRules.All,
        .. CrlDistributionRules.All,
        .. TnAuthListRules.All,
        .. DelegateAndSignerRules.All,
        .. ExtensionRules.All,
    ];
}
