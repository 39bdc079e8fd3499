using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>AuthorityKeyIdentifier is present below a root.</summary>
internal sealed class AuthorityKeyIdentifierIsPresent : CertificateRule
{
    public override string Name => "e_atis_ext_authority_key_identifier";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.AuthorityKeyIdentifier) is null ? "no AuthorityKeyIdentifier" : null;
}
