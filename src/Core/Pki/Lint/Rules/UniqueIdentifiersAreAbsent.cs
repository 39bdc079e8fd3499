namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>There are no unique identifiers: names are not used again for another.</summary>
internal sealed class UniqueIdentifiersAreAbsent : CertificateRule
{
    public override string Name => "e_rfc5280_unique_identifiers";

    public override string Clause => "RFC 5280 section 4.1.2.8";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.HasUniqueIdentifier ? "a unique identifier is present" : null;
}
