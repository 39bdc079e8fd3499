using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Verdicts;

/// <summary>A path judged by the lists at URLs that its certificates name.</summary>
/// <param name="FreshUntil">When the first of the lists is to be asked for again.</param>
internal sealed record ReferencedAuthority(PathAuthority Authority, Deadline FreshUntil, IReadOnlyList<Finding> Findings);

/// <summary>
/// Judges paths by TNAuthLists by reference (RFC 8226 section 10.1). A list is asked for only after its path has led to a trusted root, so
/// that no stranger makes us fetch one.
/// </summary>
/// <param name="source">Null: lists are not fetched, and a leaf that has its list at a URL is refused.</param>
internal sealed class ReferencedLists(ITnAuthListSource? source)
{
    // Of a fetch from a host that answers.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly Finding Stale = new(
        FindingKind.StaleTnAuthList, "a TNAuthList by reference could not be fetched again; the last good copy was used");

    /// <summary>The authority of a path by what is in memory.</summary>
    /// <param name="missing">Lists to be fetched before the path can be judged; empty where the outcome is final.</param>
    public Outcome<ReferencedAuthority, CertificateRefusal> Judge(
        CertificateChain chain, ClientKey client, out IReadOnlyList<string> missing)
    {
        missing = [];
        var authority = chain.Authority ?? throw new ArgumentException("The chain was judged for another purpose.", nameof(chain));
        if (authority.ListUrls.Count == 0) return new ReferencedAuthority(authority, Deadline.Never, []);
        if (source is null)
        {
            return authority.Own is not null
                ? new ReferencedAuthority(authority, Deadline.Never, [])
                : new CertificateRefusal(CertificateFailure.Invalid, $"{chain.Leaf.Subject} has its TNAuthList at a URL alone");
        }

        var lists = new Dictionary<string, TnAuthList>(StringComparer.Ordinal);
        var notThere = new List<string>();
        var freshUntil = Deadline.Never;
        var isStale = false;
        foreach (var url in authority.ListUrls.Distinct(StringComparer.Ordinal))
        {
            if (!source.TryFind(url, client, out var sourced))
            {
                notThere.Add(url);
                continue;
            }

            lists[url] = sourced.List;
            freshUntil = Deadline.Earlier(freshUntil, sourced.FreshUntil);
            isStale |= sourced.IsStale;
        }

        if (notThere.Count > 0)
        {
            missing = notThere;
            return new CertificateRefusal(CertificateFailure.Unreachable, "a TNAuthList by reference has not been fetched yet")
            {
                RetryAfter = Pause,
            };
        }

        return new AuthorityRules(chain.Path, lists).Judge().TryGet(out var whole, out var violation)
            ? new ReferencedAuthority(whole, freshUntil, isStale ? [Stale] : [])
            : CertificateFailures.From(violation.Refusal);
    }

    /// <summary>Fetches lists that are missing; null: they are there now.</summary>
    public async ValueTask<CertificateRefusal?> FetchAsync(
        IReadOnlyList<string> missing, ClientKey client, CancellationToken cancellationToken)
    {
        foreach (var url in missing)
        {
            if (source is not null && !(await source.GetAsync(url, client, cancellationToken)).TryGet(out _, out var refusal))
                return RefusalOf(refusal);
        }

        return null;
    }

    /// <summary>Has lists fetched that nobody waits for.</summary>
    public void Ask(IReadOnlyList<string> missing, ClientKey client)
    {
        foreach (var url in missing) source?.Ask(url, client);
    }

    private static CertificateRefusal RefusalOf(SourceRefusal refusal) => new(
        refusal.Reason switch
        {
            SourceFailure.UrlNotAllowed or SourceFailure.NotACertificate => CertificateFailure.Invalid,
            SourceFailure.Unreachable => CertificateFailure.Unreachable,
        },
        $"the TNAuthList by reference: {refusal.Detail}")
    {
        RetryAfter = refusal.RetryAfter,
    };
}
