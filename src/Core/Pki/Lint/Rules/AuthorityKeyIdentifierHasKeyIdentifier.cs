namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The AuthorityKeyIdentifier holds a keyIdentifier, not only name and serial number.</summary>
internal sealed class AuthorityKeyIdentifierHasKeyIdentifier : CertificateRule
{
    public override string Name => "e_ext_authority_key_identifier_no_key_identifier";

    public override string Clause => "RFC 5280 section 4.2.1.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.AuthorityKeyIdentifier is not { KeyIdentifier.Length: > 0 } ? "no keyIdentifier of the issuer's key" : null;
}
