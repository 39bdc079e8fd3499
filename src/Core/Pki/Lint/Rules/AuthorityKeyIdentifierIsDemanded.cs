using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>RFC 5280 wants an AuthorityKeyIdentifier in every certificate that its own key did not sign.</summary>
internal sealed class AuthorityKeyIdentifierIsDemanded : CertificateRule
{
    public override string Name => "e_ext_authority_key_identifier_missing";

    public override string Clause => "RFC 5280 section 4.2.1.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.AuthorityKeyIdentifier) is null ? "no AuthorityKeyIdentifier" : null;
}
