namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The distribution point has a fullName and names who signs the indirect CRL; binding for the latest policy only.</summary>
internal sealed class CrlDistributionPointNamesCrlIssuer : CertificateRule
{
    public override string Name => "e_atis_ext_crl_distribution_struct";

    public override string Clause => "ATIS-1000080 v004 clause 6.4.1; RFC 5280 section 4.2.1.13";

    public override RuleProfiles Profiles => RuleProfiles.Shaken | RuleProfiles.Delegate;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override RuleDate Since => RuleDate.Version4;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        if (!subject.IsUnderLatestPolicy) return null;
        return subject.Extensions.CrlDistributionPoints is not [var point] ? "no single distribution point that can be read"
            : !point.HasFullName ? "the distribution point has no fullName"
            : point.CrlIssuers.Count == 0 ? "the distribution point has no cRLIssuer"
            : null;
    }
}
