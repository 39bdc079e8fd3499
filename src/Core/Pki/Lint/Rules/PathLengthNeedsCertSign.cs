using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A path length stands only where the key signs certificates: in a CA certificate whose KeyUsage has keyCertSign.</summary>
internal sealed class PathLengthNeedsCertSign : CertificateRule
{
    public override string Name => "e_rfc5280_path_length";

    public override string Clause => "RFC 5280 section 4.2.1.9";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) => subject.Extensions.BasicConstraints switch
    {
        { PathLength: not null, IsCa: false } => "a path length stands in a certificate that is no CA",
        { PathLength: not null } when subject.Extensions.KeyUsage is { } usage && !usage.Bits.HasFlag(KeyUsages.KeyCertSign) =>
            "a path length stands in a certificate whose key may not sign certificates",
        _ => null,
    };
}
