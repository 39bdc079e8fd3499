namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A key that claims to be on a curve known here is an uncompressed point of it.</summary>
internal sealed class PublicKeyIsAPoint : CertificateRule
{
    public override string Name => "e_rfc5480_public_key_point";

    public override string Clause => "RFC 5480 section 2.2";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.PublicKey.PointFault is { } fault ? $"the key is {fault}" : null;
}
