using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The subject has exactly one O: the legal name of the CA or of the provider.</summary>
internal sealed class SubjectHasOrganization : CertificateRule
{
    public override string Name => "e_atis_subject_o_required";

    public override string Clause => "ATIS-1000080 v004 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version4;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var count = subject.CountInSubject(Oids.Organization);
        return count == 1 ? null : $"the subject has {count} O";
    }
}
