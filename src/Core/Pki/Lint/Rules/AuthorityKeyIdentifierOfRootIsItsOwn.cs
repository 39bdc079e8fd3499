using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A root may have an AuthorityKeyIdentifier; it is then its SubjectKeyIdentifier.</summary>
internal sealed class AuthorityKeyIdentifierOfRootIsItsOwn : CertificateRule
{
    public override string Name => "e_atis_ext_authority_key_identifier_root";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.Root;

    public override RuleDate Since => RuleDate.Version3;

    public override string? BreachIn(LintSubject subject)
    {
        if (subject.Extensions.Find(Oids.AuthorityKeyIdentifier) is null) return null;
        return subject.Extensions is { AuthorityKeyIdentifier.KeyIdentifier: { } authority, SubjectKeyIdentifier: { } own } && authority.Span.SequenceEqual(own.Span)
            ? null
            : "the AuthorityKeyIdentifier is not the root's own key";
    }
}
