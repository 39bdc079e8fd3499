namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A time is a UTCTime through 2049 and a GeneralizedTime from 2050 on.</summary>
internal sealed class TimesAreInTheirForm : CertificateRule
{
    public override string Name => "e_rfc5280_time_form";

    public override string Clause => "RFC 5280 section 4.1.2.5";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        EncodedTime.Of(subject.Certificate).Any(time => time.IsGeneralized && time.Year < EncodedTime.FirstGeneralizedYear)
            ? "a time before 2050 is a GeneralizedTime"
            : null;
}
