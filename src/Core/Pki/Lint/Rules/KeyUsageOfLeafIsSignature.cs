using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A leaf's KeyUsage, if it has one, is digitalSignature alone: that one must be there is a rule of its own.</summary>
internal sealed class KeyUsageOfLeafIsSignature : CertificateRule
{
    public override string Name => "e_atis_ext_key_usage_ee";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every & ~RuleProfiles.CrlSigner;

    public override CertificateKinds Kinds => CertificateKinds.Leaf;

    public override RuleDate Since => RuleDate.Version3;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.KeyUsage) is null || subject.Extensions.KeyUsage is { Bits: KeyUsages.DigitalSignature } ? null : "KeyUsage is not digitalSignature alone";
}
