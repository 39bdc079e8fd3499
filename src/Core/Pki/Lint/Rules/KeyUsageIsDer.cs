namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The BIT STRING of KeyUsage is DER: no trailing zero bits, the right count of unused ones.</summary>
internal sealed class KeyUsageIsDer : CertificateRule
{
    public override string Name => "e_incorrect_ku_encoding";

    public override string Clause => "RFC 5280 section 4.2.1.3; X.690 clause 11.2.2";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.KeyUsage is { IsDer: false } ? "the BIT STRING of KeyUsage is not DER" : null;
}
