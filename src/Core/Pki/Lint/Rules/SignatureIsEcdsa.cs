using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>
/// A certificate is signed with ecdsa-with-SHA256; a root, or one under policy v1.4 of the United States, also with SHA-384.
/// </summary>
internal sealed class SignatureIsEcdsa : CertificateRule
{
    public override string Name => "e_atis_signature_algorithm";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1; US SHAKEN CP v1.4 clause 6.1.5";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var algorithm = subject.Certificate.SignatureAlgorithm;
        var mayBe384 = subject.Asserts(Oids.UnitedStatesPolicy14) || subject.Kind == CertificateKinds.Root;
        return algorithm == Oids.EcdsaWithSha256 || (mayBe384 && algorithm == Oids.EcdsaWithSha384) ? null : $"the signature algorithm is {algorithm}";
    }
}
