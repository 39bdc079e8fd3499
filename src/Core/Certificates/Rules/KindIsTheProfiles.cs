namespace Shaken.Core.Certificates.Rules;

/// <summary>A delegating CA is an intermediate; a delegate that signs and a signer of CRLs are leaves.</summary>
internal sealed class KindIsTheProfiles : CertificateRule
{
    public override string Name => "e_profile_kind";

    public override string Clause => "RFC 9060 section 4; RFC 5280 section 4.2.1.9";

    public override RuleProfiles Profiles => RuleProfiles.Delegate | RuleProfiles.CrlSigner;

    public override string? BreachIn(LintSubject subject)
    {
        var wanted = subject.Profile.Kind == LintProfileKind.DelegateCa ? CertificateKinds.Intermediate : CertificateKinds.Leaf;
        return subject.Kind == wanted ? null : $"the certificate is not of the kind {wanted}";
    }
}
