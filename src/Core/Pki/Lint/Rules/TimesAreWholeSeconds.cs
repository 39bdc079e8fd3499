namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A time has no fraction of a second.</summary>
internal sealed class TimesAreWholeSeconds : CertificateRule
{
    public override string Name => "e_rfc5280_time_fraction";

    public override string Clause => "RFC 5280 section 4.1.2.5.2";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        EncodedTime.Of(subject.Certificate).Any(time => time.HasFraction) ? "a time has a fraction of a second" : null;
}
