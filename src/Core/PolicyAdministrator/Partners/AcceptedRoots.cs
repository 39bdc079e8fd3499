using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>Which roots of a partner stand on our own list.</summary>
/// <param name="Roots">SHA-256 of each that is accepted, in lower-case hexadecimal and ordinal order.</param>
/// <param name="Proposed">What waits for the approval of another operator; null: nothing.</param>
/// <param name="Revision">1 when it is made, and one more with each change; 0: nothing was ever accepted.</param>
/// <param name="ChangedBy">Null: nobody.</param>
public sealed record RootAcceptance(
    PartnerId Partner, IReadOnlyList<string> Roots, IReadOnlyList<string>? Proposed, long Revision, DateTimeOffset ChangedAt,
    AuditParty? ChangedBy);

/// <summary>Why roots are not accepted.</summary>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record RootAcceptanceRefusal(RootAcceptanceFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum RootAcceptanceFailure
{
    /// <summary>A fingerprint is none, or the root is not on the partner's last good list.</summary>
    RootsNotAllowed,

    /// <summary>There is no partner of this id.</summary>
    NotFound,

    /// <summary>The acceptance was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>Nothing waits for approval.</summary>
    NothingProposed,

    /// <summary>Two operators are needed, and this one made the proposal.</summary>
    AnotherOperatorNeeded,
}

/// <summary>
/// The roots of partners that governance accepted for our own list (ATIS-1000087 clause 4.3). Nothing is accepted by itself: what is new on
/// a partner's list waits here.
/// </summary>
public sealed class AcceptedRoots
{
    private const string Table = "pa-foreign-roots";
    private const string Partition = "partners";
    private const int FingerprintDigits = 64;
    private const int MaxRoots = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly bool _needsTwoOperators;
    private readonly KnownPartners _partners;
    private readonly PartnerStates _states;
    private readonly AuditedRows<RootAcceptanceRow> _rows;
    private readonly TimeProvider _time;

    /// <param name="needsTwoOperators">Roots that are added wait until another operator approves them.</param>
    public AcceptedRoots(
        bool needsTwoOperators, KnownPartners partners, PartnerStates states, AuditLog audit, IRecords records, TimeProvider time,
        IRandom random)
    {
        (_needsTwoOperators, _partners, _states, _time) = (needsTwoOperators, partners, states, time);
        _rows = new AuditedRows<RootAcceptanceRow>(
            audit, records, Table, RootAcceptanceJson.Default.Acceptance, carryOut: null, time, random);
    }

    /// <summary>What is accepted of a partner.</summary>
    public async ValueTask<RootAcceptance> GetAsync(PartnerId id, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, id.Value, cancellationToken))?.ToAcceptance()
        ?? new RootAcceptance(id, [], Proposed: null, Revision: 0, DateTimeOffset.MinValue, ChangedBy: null);

    /// <summary>What was ever accepted, in the order of the partners' ids.</summary>
    public async IAsyncEnumerable<RootAcceptance> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken)) yield return row.ToAcceptance();
    }

    /// <summary>
    /// Sets which roots of a partner stand on our list. Roots that are added wait for another operator where two are needed; to take roots
    /// off one is enough.
    /// </summary>
    /// <param name="roots">All that are accepted from then on.</param>
    /// <param name="revision">The revision that the caller read.</param>
    public async ValueTask<Outcome<RootAcceptance, RootAcceptanceRefusal>> AcceptAsync(
        PartnerId id, long revision, IReadOnlyCollection<string> roots, ActRequest act, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> wanted = [.. roots.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (wanted.Count > MaxRoots || wanted.Any(root => root.Length != FingerprintDigits || root.AsSpan().ContainsAnyExcept(HexDigits)))
            return NotAllowed($"roots must be at most {MaxRoots} SHA-256 of roots, in lower-case hexadecimal");
        if (await _partners.FindAsync(id, cancellationToken) is not { } partner)
            return new RootAcceptanceRefusal(RootAcceptanceFailure.NotFound, $"there is no partner {id}");
        var listed = (await _states.FindListAsync(partner, cancellationToken))?.Roots.All
            .ToDictionary(root => root.Certificate.Fingerprint, root => root.Certificate, StringComparer.Ordinal) ?? [];
        return await ChangeAsync(id, revision, act, "foreign-roots-set", string.Join(' ', wanted), before =>
        {
            var added = wanted.Except(before.Roots, StringComparer.Ordinal).ToList();
            if (added.Find(root => !listed.ContainsKey(root)) is { } stranger)
                return NotAllowed($"the root {stranger} is not on the partner's list");

            // The partner vouched for it when its list was read. Our own list vouches for it from now on.
            if (added.Find(root => !listed[root].IsSignedBy(listed[root].PublicKey)) is { } unsigned)
                return NotAllowed($"the root {unsigned} was not signed by its own key");
            var waits = _needsTwoOperators && added.Count > 0;
            return before with { Roots = waits ? before.Roots : wanted, Proposed = waits ? wanted : null };
        }, cancellationToken);
    }

    /// <summary>Approves what another operator proposed.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<RootAcceptance, RootAcceptanceRefusal>> ApproveAsync(
        PartnerId id, long revision, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(id, revision, act, "foreign-roots-approved", "approve", before =>
        {
            if (before.Proposed is not { } proposed)
                return new RootAcceptanceRefusal(RootAcceptanceFailure.NothingProposed, $"nothing of {id} waits for approval");
            if (before.ChangedBy == act.Actor)
            {
                return new RootAcceptanceRefusal(
                    RootAcceptanceFailure.AnotherOperatorNeeded,
                    $"{act.Actor} proposed these roots; another operator must approve them");
            }

            return before with { Roots = proposed, Proposed = null };
        }, cancellationToken);

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private async ValueTask<Outcome<RootAcceptance, RootAcceptanceRefusal>> ChangeAsync(
        PartnerId id, long revision, ActRequest act, string action, string content,
        Func<RootAcceptance, Outcome<RootAcceptance, RootAcceptanceRefusal>> change, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"{action} {content}"));
        var outcome = await _rows.ChangeAsync<RootAcceptanceRefusal>(
            Partition, id.Value, mark,
            row =>
            {
                var before = row?.ToAcceptance()
                    ?? new RootAcceptance(id, [], Proposed: null, Revision: 0, DateTimeOffset.MinValue, ChangedBy: null);
                if (before.Revision != revision)
                {
                    return new(new RootAcceptanceRefusal(
                        RootAcceptanceFailure.RevisionDiffers, $"the roots of {id} have revision {before.Revision}; read them again"));
                }

                if (!change(before).TryGet(out var changed, out var breach)) return new(breach);
                var after = changed with { Revision = revision + 1, ChangedAt = _time.GetUtcNow(), ChangedBy = act.Actor };
                return new(new AuditedChange<RootAcceptanceRow>(RootAcceptanceRow.Of(after), ActOf(before, after, act, action)));
            },
            cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToAcceptance() : refusal;
    }

    private static AuditAct ActOf(RootAcceptance before, RootAcceptance after, ActRequest act, string action)
    {
        var subject = new AuditParty("partner-roots", after.Partner.Value);
        AuditChange[] changes =
        [
            AuditChange.Of("roots", string.Join(' ', before.Roots), string.Join(' ', after.Roots)),
            AuditChange.Of("proposed", TextOf(before.Proposed), TextOf(after.Proposed)),
        ];
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, changes);
    }

    private static string? TextOf(IReadOnlyList<string>? roots) => roots is null ? null : string.Join(' ', roots);

    private static RootAcceptanceRefusal NotAllowed(string detail) => new(RootAcceptanceFailure.RootsNotAllowed, detail);
}

/// <summary>An acceptance as it is stored.</summary>
internal sealed record RootAcceptanceRow(
    string Partner, IReadOnlyList<string> Roots, IReadOnlyList<string>? Proposed, long Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static RootAcceptanceRow Of(RootAcceptance acceptance) => new(
        acceptance.Partner.Value, acceptance.Roots, acceptance.Proposed, acceptance.Revision, acceptance.ChangedAt,
        acceptance.ChangedBy!.ToString());

    public RootAcceptance ToAcceptance() => PartnerId.TryParse(Partner, out var id) && AuditParty.TryParse(ChangedBy, out var changedBy)
        ? new RootAcceptance(id, Roots, Proposed, Revision, ChangedAt, changedBy)
        : throw new StorageException("The accepted roots of a partner cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditedRowDocument<RootAcceptanceRow>), TypeInfoPropertyName = "Acceptance")]
internal sealed partial class RootAcceptanceJson : JsonSerializerContext;
