namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The CN has the word SHAKEN.</summary>
internal sealed class CommonNameHasShaken : CertificateRule
{
    public override string Name => "e_atis_subject_cn";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.CommonName.HasWord("SHAKEN") ? null : "the CN does not contain the word SHAKEN";
}
