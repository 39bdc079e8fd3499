using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Folding;

/// <summary>What one reporter said of one subject in a batch.</summary>
internal readonly record struct SubjectAddition(UInt128 Subject, ReporterEvidence Said);

/// <summary>What a fold adds to one page.</summary>
/// <param name="ExpiresAt">When the page may be removed; null: when all that it holds has faded.</param>
internal sealed record PageAdditions(
    RecordKey Key, DateTimeOffset? ExpiresAt, double HalfLifeDays, List<SubjectAddition> Additions);

/// <summary>Sorts the content of batches by the pages that it changes, each of which is written once.</summary>
internal sealed class FoldAdditions
{
    private readonly Dictionary<RecordKey, PageAdditions> _pages = [];

    public IReadOnlyCollection<PageAdditions> Pages => [.. _pages.Values];

    public void Add(PendingBatch batch)
    {
        if (!ReporterId.TryParse(batch.Reporter, out var reporter)) return;
        foreach (var caller in CallerAdditions.Read(batch.Callers))
        {
            Add(
                EvidenceRows.KeyOfCaller(batch.KeyId, caller.Hash), batch.KeyEndsAt + CallerKeys.KeptAfterMonth,
                ScoreRules.OfCallers.HalfLifeDays,
                new SubjectAddition(caller.Hash, new ReporterEvidence(reporter, caller.Good, caller.Bad, caller.Day)));
        }

        foreach (var signer in batch.Signers)
        {
            Add(
                EvidenceRows.KeyOfSigner(signer.Row), expiresAt: null, ScoreRules.OfSigners.HalfLifeDays,
                new SubjectAddition(EvidencePage.OnlySubject, new ReporterEvidence(reporter, signer.Good, signer.Bad, signer.Day)));
        }
    }

    private void Add(RecordKey key, DateTimeOffset? expiresAt, double halfLifeDays, SubjectAddition addition)
    {
        if (!_pages.TryGetValue(key, out var page)) _pages[key] = page = new PageAdditions(key, expiresAt, halfLifeDays, []);
        page.Additions.Add(addition);
    }
}
