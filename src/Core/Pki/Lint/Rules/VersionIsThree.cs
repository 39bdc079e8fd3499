namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A certificate is of version 3: no other carries extensions.</summary>
internal sealed class VersionIsThree : CertificateRule
{
    public override string Name => "e_atis_version";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.Version == 3 ? null : $"the version is {subject.Certificate.Version}";
}
