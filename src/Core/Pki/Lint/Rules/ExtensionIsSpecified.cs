using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>There is no extension that the profile does not name; a delegate's leaf has claim constraints besides.</summary>
internal sealed class ExtensionIsSpecified : CertificateRule
{
    private static readonly string[] Specified =
    [
        Oids.BasicConstraints, Oids.KeyUsage, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier, Oids.TnAuthList,
        Oids.CrlDistributionPoints, Oids.CertificatePolicies,
    ];

    public override string Name => "e_atis_ext_not_specified";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version5;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var isDelegate = subject.Profile.Kind == LintProfileKind.DelegateLeaf && !subject.IsCa;
        var unknown = subject.Extensions.All.Select(extension => extension.Oid)
            .Where(oid => !Specified.Contains(oid) && !(isDelegate && oid is Oids.JwtClaimConstraints or Oids.EnhancedJwtClaimConstraints));
        return unknown.FirstOrDefault() is { } first ? $"the extension {first} is not specified" : null;
    }
}
