using Shaken.Core.Pki.Lint;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Lint;

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
    public void Lint_OfTheWholePublishedSet_FindsFewBreachesOfOurRules()
    {
        // Real certificates are sound by RFC 5280, but for two whose SPC has no tag: a rule of ours that finds more is suspect.
        Assert.SkipWhen(RealCertificates.WholeSetPath is null, "the whole published set is not beside this checkout");
        var ours = RealCertificates.ReadWholeSet().SelectMany(real => CertificateLinter.Lint(real.Certificate, LintProfile.UnitedStates))
            .Where(finding => !finding.IsPublished);
        Assert.Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["e_extension_malformed"] = 2 },
            ours.CountBy(finding => finding.Rule).ToDictionary());
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
        var published = CertificateLinter.Rules.Where(rule => rule.IsPublished).Select(rule => rule.Id).ToHashSet();
        Assert.Subset(published, RealCertificates.PickedSet.SelectMany(real => real.Findings).ToHashSet());
    }

    [Fact]
    public void Lint_OfAnOldCertificate_DoesNotApplyRulesPublishedLater()
    {
        // Valid from September 2019, before any version of the profile whose verdicts are published.
        var root = Assert.Single(
            RealCertificates.PickedSet, real => real.Certificate.Subject.ToString().Contains("TMOBILE-PROD-ROOT")).Certificate;
        Assert.Empty(CertificateLinter.Lint(root, LintProfile.UnitedStates));
        Assert.Contains(
            CertificateLinter.Lint(root, LintProfile.National(["1.2.3"], root.Subject.Country!)),
            finding => finding.Rule == "e_atis_subject_cn_ca");
    }

    [Fact]
    public void Lint_OfARootOnP384UnderPolicy14_IsAWarningOnly()
    {
        var root = Assert.Single(
            RealCertificates.PickedSet, real => real.Certificate.Subject.ToString() == "C=US, O=CTIA, CN=SHAKEN Root CA").Certificate;
        Assert.Equal(LintLevel.Warning, Assert.Single(CertificateLinter.Lint(root, LintProfile.UnitedStates)).Level);
    }

    private static List<string> Differences(IReadOnlyList<RealCertificate> certificates)
    {
        var lines = new List<string>();
        foreach (var real in certificates)
        {
            var ours = CertificateLinter.Lint(real.Certificate, LintProfile.UnitedStates).Where(finding => finding.IsPublished)
                .Select(finding => finding.Rule).ToList();
            lines.AddRange(ours.Except(real.Findings).Select(rule => $"{real.Certificate.Fingerprint}: {rule} is ours alone"));
            lines.AddRange(real.Findings.Except(ours).Select(rule => $"{real.Certificate.Fingerprint}: {rule} is published alone"));
        }

        return lines;
    }
}
