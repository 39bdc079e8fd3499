namespace Shaken.Core.Certificates.Rules;

/// <summary>A key that claims to be on P-256 is an uncompressed point of that curve.</summary>
internal sealed class PublicKeyIsAPoint : CertificateRule
{
    public override string Name => "e_rfc5480_public_key_point";

    public override string Clause => "RFC 5480 section 2.2";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.PublicKey.Curve != Oids.P256 || subject.Certificate.PublicKey.TryToP256(out _) ? null : "the key is no point of P-256";
}
