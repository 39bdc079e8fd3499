namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The CN of a root has the word ROOT, in any case.</summary>
internal sealed class CommonNameOfRootHasRoot : CertificateRule
{
    public override string Name => "e_atis_subject_cn_root";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override CertificateKinds Kinds => CertificateKinds.Root;

    public override RuleDate Since => RuleDate.Version5;

    public override string? BreachIn(LintSubject subject) =>
        subject.CommonName.ToUpperInvariant().HasWord("ROOT") ? null : "the CN does not contain the word ROOT";
}
