namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A certificate that has extensions is of version 3.</summary>
internal sealed class ExtensionsNeedVersion3 : CertificateRule
{
    public override string Name => "e_rfc5280_extensions_version";

    public override string Clause => "RFC 5280 section 4.1.2.9";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.Version != 3 && subject.Extensions.All.Count > 0
            ? $"a certificate of version {subject.Certificate.Version} has extensions"
            : null;
}
