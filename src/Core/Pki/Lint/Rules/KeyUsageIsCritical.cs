using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>KeyUsage is present and critical.</summary>
internal sealed class KeyUsageIsCritical : CertificateRule
{
    public override string Name => "e_atis_ext_key_usage";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3WithoutGrace;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.KeyUsage) is not { } found ? "no KeyUsage"
            : !found.IsCritical ? "KeyUsage is not critical"
            : null;
}
