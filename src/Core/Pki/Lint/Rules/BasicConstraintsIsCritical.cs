using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>BasicConstraints is present and critical.</summary>
internal sealed class BasicConstraintsIsCritical : CertificateRule
{
    public override string Name => "e_atis_ext_basic_constraints";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3WithoutGrace;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.BasicConstraints) is not { } found ? "no BasicConstraints"
            : !found.IsCritical ? "BasicConstraints is not critical"
            : subject.Extensions.BasicConstraints is null ? "BasicConstraints cannot be read"
            : null;
}
