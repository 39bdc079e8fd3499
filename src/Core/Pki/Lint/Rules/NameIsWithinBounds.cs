namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Each text of a subject has 1 to 64 characters, the upper bound of CN, O and serialNumber alike.</summary>
internal sealed class NameIsWithinBounds : CertificateRule
{
    private const int MaxLength = 64;

    public override string Name => "e_rfc5280_name_length";

    public override string Clause => "RFC 5280 section A.1";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.Subject.Attributes.FirstOrDefault(attribute => attribute.Text.Length is < 1 or > MaxLength) is { } first
            ? $"the text of {first.Type} has {first.Text.Length} characters"
            : null;
}
