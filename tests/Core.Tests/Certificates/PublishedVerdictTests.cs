using Shaken.Core.Certificates;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Certificates;

public sealed class PublishedVerdictTests
{
    [Fact]
    public void Lint_OfThePickedSet_GivesThePublishedFindings() => Assert.Empty(Differences(RealCertificates.PickedSet));

    [Fact]
    public void Lint_OfTheWholePublishedSet_GivesThePublishedFindings()
    {
        Assert.SkipWhen(RealCertificates.WholeSetPath is null, "the whole published set is not beside this checkout");
        var all = RealCertificates.ReadWholeSet();
        Assert.Equal(9_639, all.Count);
        Assert.Empty(Differences(all));
    }

    [Fact]
    public void PickedSet_HasEveryPublishedRuleThatOccurs_AndCleanCertificates()
    {
        Assert.Equal(36, RealCertificates.PickedSet.SelectMany(real => real.Findings).Distinct().Count());
        Assert.InRange(RealCertificates.PickedSet.Count(real => real.Findings.Count == 0), 20, 40);
    }

    [Fact]
    public void Lint_GivesOnlyIdsOfTheRuleBook()
    {
        var ids = CertificateLinter.Rules.Select(rule => rule.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Subset(ids.ToHashSet(), RealCertificates.PickedSet.SelectMany(real => real.Findings).ToHashSet());
    }

    [Fact]
    public void Lint_OfAnOldCertificate_DoesNotApplyRulesPublishedLater()
    {
        // Valid from September 2019, before any version of the profile whose verdicts are published.
        var root = Assert.Single(RealCertificates.PickedSet, real => real.Certificate.Subject.ToString().Contains("TMOBILE-PROD-ROOT")).Certificate;
        Assert.Empty(CertificateLinter.Lint(root, LintProfile.UnitedStates));
        Assert.Contains(CertificateLinter.Lint(root, LintProfile.National(["1.2.3"], root.Subject.Country!)), finding => finding.Rule == "e_atis_subject_cn_ca");
    }

    [Fact]
    public void Lint_OfARootOnP384UnderPolicy14_IsAWarningOnly()
    {
        var root = Assert.Single(RealCertificates.PickedSet, real => real.Certificate.Subject.ToString() == "C=US, O=CTIA, CN=SHAKEN Root CA").Certificate;
        Assert.Equal(LintLevel.Warning, Assert.Single(CertificateLinter.Lint(root, LintProfile.UnitedStates)).Level);
    }

    private static List<string> Differences(IReadOnlyList<RealCertificate> certificates)
    {
        var lines = new List<string>();
        foreach (var real in certificates)
        {
            var ours = CertificateLinter.Lint(real.Certificate, LintProfile.UnitedStates).Select(finding => finding.Rule).ToList();
            lines.AddRange(ours.Except(real.Findings).Select(rule => $"{real.Certificate.Fingerprint}: {rule} is ours alone"));
            lines.AddRange(real.Findings.Except(ours).Select(rule => $"{real.Certificate.Fingerprint}: {rule} is published alone"));
        }

        return lines;
    }
}
