using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>
/// The key is on P-256. Policy v1.4 of the United States lets a CA that asserts it have P-384; a root asserts no policy, so since
/// that policy P-384 is worth a warning there.
/// </summary>
internal sealed class PublicKeyIsOnP256 : CertificateRule
{
    public override string Name => "e_atis_subject_public_key";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1; US SHAKEN CP v1.4 clause 6.1.5";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var key = subject.Certificate.PublicKey;
        if (key is { Algorithm: Oids.EcPublicKey, Curve: Oids.P256 } || (HasP384(subject) && subject.IsCa && subject.Asserts(Oids.UnitedStatesPolicy14))) return null;
        return $"the key is {key.Algorithm} {key.Curve}".TrimEnd();
    }

    public override LintLevel LevelFor(LintSubject subject) =>
        HasP384(subject) && subject.Kind == CertificateKinds.Root && RuleDate.Policy14.Binds(subject) ? LintLevel.Warning : LintLevel.Error;

    private static bool HasP384(LintSubject subject) => subject.Certificate.PublicKey is { Algorithm: Oids.EcPublicKey, Curve: Oids.P384 };
}
