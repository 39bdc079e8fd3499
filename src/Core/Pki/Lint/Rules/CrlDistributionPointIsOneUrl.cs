namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Below a root there is one distribution point with one http or https URL.</summary>
internal sealed class CrlDistributionPointIsOneUrl : CertificateRule
{
    public override string Name => "e_atis_ext_crl_distribution";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken | RuleProfiles.Delegate;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.CrlDistributionPoints is not { } points ? "no CRLDistributionPoints that can be read"
            : points is not [var point] ? $"{points.Count} distribution points, not one"
            : point.Urls is not [var url] ? $"{point.Urls.Count} URLs in the distribution point, not one"
            : !IsHttp(url) ? "the distribution point is no http URL"
            : null;

    private static bool IsHttp(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
