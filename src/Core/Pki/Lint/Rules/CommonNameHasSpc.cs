namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A leaf's CN has SHAKEN, one space and the SPC of its TNAuthList.</summary>
internal sealed class CommonNameHasSpc : CertificateRule
{
    public override string Name => "e_atis_subject_cn_spc";

    public override string Clause => "ATIS-1000080 v004 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override CertificateKinds Kinds => CertificateKinds.Leaf;

    public override RuleDate Since => RuleDate.Version4;

    public override string? BreachIn(LintSubject subject) =>
        subject.SpcAsWritten is not { } spc ? "the TNAuthList has no SPC that the CN could name"
            : subject.CommonName.HasWord($"SHAKEN {spc}") ? null
            : $"the CN does not contain SHAKEN {spc}";
}
