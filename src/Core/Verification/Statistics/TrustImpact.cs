using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Verification.Statistics;

/// <summary>What another trusted-CA list or country policy makes of calls.</summary>
public enum VerdictChange
{
    /// <summary>They are vouched for, and would fail with 437: the root is off the list.</summary>
    WouldFail,

    /// <summary>They are vouched for, and would count as if they had no attestation: the country counts for nothing.</summary>
    WouldNotCount,

    /// <summary>Their attestation would be believed less.</summary>
    WouldBeLowered,

    /// <summary>Their attestation would be believed more.</summary>
    WouldBeRaised,

    /// <summary>They count as if they had no attestation, and would be vouched for.</summary>
    WouldCount,

    /// <summary>They fail with 437, and might pass: their certificates name a root that is new on the list.</summary>
    MightPass,

    /// <summary>They fail with 437, and might count as if they had no attestation: the new root's country counts for nothing.</summary>
    MightNotFail,
}

/// <summary>Calls of one signer whose verdict would change in one way.</summary>
/// <param name="Country">Of the root.</param>
/// <param name="Signer">As <c>CA/1234</c>; empty: not known.</param>
public sealed record TrustImpactRow(string Country, string Signer, VerdictChange Change, long Calls);

/// <summary>What would have become of the calls of a time.</summary>
/// <param name="Calls">Verified in that time.</param>
/// <param name="Changed">Of these, those whose verdict would be another.</param>
/// <param name="Rows">The most calls first.</param>
public sealed record TrustImpactReport(long Calls, long Changed, IReadOnlyList<TrustImpactRow> Rows);

/// <summary>
/// How many verdicts another trusted-CA list or country policy would change, from counts, which hold no personal data. A pure function.
/// </summary>
/// <remarks>
/// Counts tell no numbers, so that other calling prefixes show no change. What a certificate claims above it is not verified: calls that
/// might pass are the most that may.
/// </remarks>
public static class TrustImpact
{
    // Counts tell roots by these digits of their fingerprints.
    private const int RootDigits = 16;

    /// <param name="counts">Of calls that were verified, and others, which are left out.</param>
    /// <param name="before">What the verdicts were made by.</param>
    /// <param name="after">What they would be made by.</param>
    public static TrustImpactReport Of(IEnumerable<CallCount> counts, TrustOutlook before, TrustProposal after)
    {
        var view = new View(before, after);
        var changed = new Dictionary<(string Country, string Signer, VerdictChange Change), long>();
        var calls = 0L;
        foreach (var count in counts.Where(count => count.Labels.Side == CallSide.Terminating))
        {
            calls += count.Calls;
            if (view.ChangeOf(count.Labels) is { } key) changed[key] = changed.GetValueOrDefault(key) + count.Calls;
        }

        IReadOnlyList<TrustImpactRow> rows =
        [
            .. changed.Select(pair => new TrustImpactRow(pair.Key.Country, pair.Key.Signer, pair.Key.Change, pair.Value))
                .OrderByDescending(row => row.Calls).ThenBy(row => row.Country, StringComparer.Ordinal)
                .ThenBy(row => row.Signer, StringComparer.Ordinal).ThenBy(row => row.Change),
        ];
        return new TrustImpactReport(calls, rows.Sum(row => row.Calls), rows);
    }

    private sealed class View
    {
        private readonly TrustOutlook _before;
        private readonly TrustOutlook _after;
        private readonly HashSet<string> _rootsBefore;
        private readonly HashSet<string> _rootsAfter;
        private readonly Dictionary<string, CountryCode> _newRoots = new(StringComparer.Ordinal);

        public View(TrustOutlook before, TrustProposal after)
        {
            (_before, _after) = (before, after.ToOutlook(before));
            _rootsBefore = DigitsOf(before.Roots);
            _rootsAfter = DigitsOf(_after.Roots);
            foreach (var root in after.Roots.Where(root => !before.Roots.Contains(root.Certificate.Fingerprint)))
            {
                foreach (var key in ClaimedIssuer.KeysOf(root)) _newRoots[key] = root.Country;
            }
        }

        public (string Country, string Signer, VerdictChange Change)? ChangeOf(CallLabels labels)
        {
            if (labels.Claimed.Length > 0) return OfClaim(labels.Claimed);
            if (labels.Root.Length == 0 || !CountryCode.TryParse(labels.Country, out var country)) return null;
            return ChangeOf(labels, country) is { } change ? (country.Value, labels.Signer, change) : null;
        }

        private (string Country, string Signer, VerdictChange Change)? OfClaim(string claim)
        {
            var (key, provider) = claim.Split(' ', 2) is [var first, var rest] ? (first, rest) : (claim, "");
            if (!_newRoots.TryGetValue(key, out var country)) return null;
            return (country.Value, provider, _after.Of(country).CountsAtAll ? VerdictChange.MightPass : VerdictChange.MightNotFail);
        }

        private VerdictChange? ChangeOf(CallLabels labels, CountryCode country)
        {
            var isPassed = labels.Verstat == Verstat.Passed;

            // A root that is on no list now was taken off since the call.
            if (!_rootsBefore.Contains(labels.Root)) return null;
            if (!_rootsAfter.Contains(labels.Root)) return VerdictChange.WouldFail;
            var (before, after) = (_before.Of(country), _after.Of(country));
            if (before.CountsAtAll && !after.CountsAtAll) return isPassed ? VerdictChange.WouldNotCount : null;
            if (!before.CountsAtAll && after.CountsAtAll) return isPassed ? null : VerdictChange.WouldCount;
            if (!isPassed || labels.Asserted is not { } asserted) return null;
            var (believed, next) = (Capped(asserted, before.Ceiling), Capped(asserted, after.Ceiling));
            return next > believed ? VerdictChange.WouldBeLowered : next < believed ? VerdictChange.WouldBeRaised : null;
        }

        private static Attestation Capped(Attestation asserted, AttestationCeiling ceiling) => ceiling switch
        {
            AttestationCeiling.A => asserted,
            AttestationCeiling.B => asserted == Attestation.A ? Attestation.B : asserted,
            AttestationCeiling.C or AttestationCeiling.None => Attestation.C,
        };

        private static HashSet<string> DigitsOf(IEnumerable<string> roots) =>
            roots.Select(root => root[..RootDigits]).ToHashSet(StringComparer.Ordinal);
    }
}
