using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A CA's KeyUsage is keyCertSign; older policies let digitalSignature and cRLSign stand beside it.</summary>
internal sealed class KeyUsageOfCaIsCertSign : CertificateRule
{
    public override string Name => "e_atis_ext_key_usage_ca";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1; v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every & ~RuleProfiles.CrlSigner;

    public override CertificateKinds Kinds => CertificateKinds.Ca;

    public override RuleDate Since => RuleDate.Version3;

    public override string? BreachIn(LintSubject subject)
    {
        if (subject.Extensions.Find(Oids.KeyUsage) is null) return null;
        var bits = subject.Extensions.KeyUsage?.Bits ?? KeyUsages.None;
        if (!bits.HasFlag(KeyUsages.KeyCertSign)) return "KeyUsage has no keyCertSign";
        var others = bits & ~KeyUsages.KeyCertSign;
        var allowed = subject.IsUnderLatestPolicy ? KeyUsages.None : KeyUsages.DigitalSignature | KeyUsages.CrlSign;
        return (others & ~allowed) == KeyUsages.None ? null : $"KeyUsage has {others & ~allowed} besides keyCertSign";
    }
}
