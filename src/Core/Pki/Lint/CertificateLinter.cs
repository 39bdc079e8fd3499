using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint.Rules;

namespace Shaken.Core.Pki.Lint;

/// <summary>
/// Judges a certificate by the rules of a profile. What is found says nothing of trust: half of the certificates in the field
/// break a rule and are sound by RFC 5280 and RFC 8226.
/// </summary>
public static class CertificateLinter
{
    /// <summary>Every id that a finding may carry, in the order of the rule book.</summary>
    public static IReadOnlyList<LintRule> Rules { get; } =
        [.. RuleBook.All.SelectMany(rule => rule.Ids.Select(id => new LintRule(id, rule.Clause, rule.IsPublished)))];

    /// <summary>
    /// The rules that the certificate breaks, in the order of the rule book. Under <see cref="LintProfile.UnitedStates"/> a rule
    /// binds only certificates that became valid after it was published, and findings of published rules are those of the verdicts.
    /// </summary>
    public static IReadOnlyList<LintFinding> Lint(StiCertificate certificate, LintProfile profile) =>
        Apply(LintSubject.Of(certificate, profile), isIssuing: false);

    /// <summary>The rules that a certificate about to be signed breaks. Every rule binds, whatever its date.</summary>
    internal static IReadOnlyList<LintFinding> LintForIssue(StiCertificate unsigned, LintProfile profile, bool isSelfSigned) =>
        Apply(LintSubject.OfUnsigned(unsigned, profile, isSelfSigned), isIssuing: true);

    private static List<LintFinding> Apply(LintSubject subject, bool isIssuing)
    {
        var findings = new List<LintFinding>();
        foreach (var rule in RuleBook.All)
        {
            if (!rule.Scope.Binds(subject, isIssuing) || rule.FindViolation(subject) is not { } detail) continue;
            var finding = new LintFinding(rule.NameFor(subject), rule.LevelFor(subject), detail, rule.Clause);
            findings.Add(finding with { IsPublished = rule.IsPublished });
        }

        return findings;
    }
}
