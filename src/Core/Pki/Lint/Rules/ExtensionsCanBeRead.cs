namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Every extension that is known here can be read.</summary>
internal sealed class ExtensionsCanBeRead : CertificateRule
{
    public override string Name => "e_extension_malformed";

    public override string Clause => "RFC 5280 section 4.2";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Malformed is [var first, ..] ? $"the extension {first} cannot be read" : null;
}
