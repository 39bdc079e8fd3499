using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>
/// What was presented, for calls and for operators. Every change stands in the audit log. Safe on any number of instances.
/// </summary>
public sealed class TakenPresentations
{
    /// <summary>The table; its rows expire with the certificates.</summary>
    public const string Table = "presentations";

    /// <summary>Certificates that are presented for one customer at most, refused ones counted, removed ones not.</summary>
    public const int MaxPerCustomer = 20;

    /// <summary>
    /// Certificates of one customer that are remembered at most until they expire, removed ones counted: with the longest chains and
    /// texts so many fit the customer's record.
    /// </summary>
    public const int MaxRemembered = 200;

    /// <summary>Characters that are kept of the reason of a removal; the audit log has all.</summary>
    public const int MaxWhy = 100;

    /// <summary>Octets of a chain in PEM: so many of the longest fit the customer's record.</summary>
    public const int MaxChainOctets = 24 * 1024;

    private const string Partition = "customers";
    private const int Remembered = 4096;

    private readonly AuditedRows<CustomerPresentationsDocument> _rows;
    private readonly BriefReads<CustomerRef, Kept> _recent;
    private readonly Func<CustomerRef, CancellationToken, ValueTask<Kept?>> _read;
    private readonly CertificateVerdicts _verdicts;
    private readonly TimeProvider _time;

    public TakenPresentations(
        CertificateVerdicts verdicts, AuditLog audit, IRecords records, TimeProvider time, IRandom random,
        ILogger<TakenPresentations> logger)
    {
        (_verdicts, _time) = (verdicts, time);
        _read = ReadAsync;
        _rows = new AuditedRows<CustomerPresentationsDocument>(
            audit, records, Table, PresentationJson.Default.Row, carryOut: null, time, random);
        _recent = new BriefReads<CustomerRef, Kept>("presentations", time, Remembered, logger);
    }

    /// <summary>
    /// A presentation that gives A to a call of the customer from the number, for the call path: as was stored at most
    /// <see cref="BriefReads{TKey, TValue}.Fresh"/> ago, and its certificate judged anew by the lists in memory. Null: there is none.
    /// </summary>
    public async ValueTask<Presentation?> FindAsync(CustomerRef customer, TelephoneNumber number, CancellationToken cancellationToken)
    {
        if (await _recent.GetAsync(customer, _read, cancellationToken) is not { } kept) return null;
        var now = _time.GetUtcNow();
        foreach (var one in kept.InForce)
        {
            if (one.Presentation.IsInForceAt(now) && one.Presentation.Numbers.Contains(number)
                && await CountsAsync(one.Chain, number, cancellationToken))
                return one.Presentation;
        }

        return null;
    }

    /// <summary>What was presented for a customer, as it is now.</summary>
    public async ValueTask<CustomerPresentations?> GetAsync(CustomerRef customer, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(Partition, customer.Key, cancellationToken))?.ToPresentations();

    /// <summary>Customers with their presentations, in the order of their tenants.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxCustomers">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<PresentationPage> ListAsync(string? continuation, int maxCustomers, CancellationToken cancellationToken)
    {
        var page = await _rows.ListPageAsync(Partition, continuation, maxCustomers, cancellationToken);
        return new PresentationPage([.. page.Values.Select(row => row.ToPresentations())], page.Continuation);
    }

    /// <summary>
    /// Removes a presentation for good: its certificate cannot be presented for the customer again. Its chain and its numbers are dropped.
    /// </summary>
    public async ValueTask<Outcome<Presentation, PresentationRefusal>> RemoveAsync(
        PresentationId id, ActRequest act, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"remove {id.Fingerprint}"));
        return await ChangeAsync(
            id, act, "presentation-removed", mark,
            before => before is null
                ? new PresentationRefusal(PresentationFailure.NotFound, "no presentation has this id")
                : before with { State = PresentationState.Removed, Why = BriefOf(act.Reason), Chain = "", Numbers = [] },
            cancellationToken);
    }

    /// <summary>
    /// Stores a presentation, or replaces that of the same certificate. The same request again changes nothing and succeeds.
    /// </summary>
    internal async ValueTask<Outcome<Presentation, PresentationRefusal>> AddAsync(
        PresentationId id, PresentationDocument presented, ActRequest act, string content, CancellationToken cancellationToken)
    {
        var outcome = await ChangeAsync(
            id, act, "presentation-taken", act.MarkOf(Encoding.UTF8.GetBytes(content)),
            before => before?.State == PresentationState.Removed ? WasRemoved : presented, cancellationToken);

        // The same request again, after an operator removed what it made.
        return outcome.TryGet(out var stored, out var refusal) ? stored.State == PresentationState.Removed ? WasRemoved : stored : refusal;
    }

    /// <summary>Sets what a fresh look at the certificate found; a removed presentation stays removed.</summary>
    internal ValueTask<Outcome<Presentation, PresentationRefusal>> JudgeAsync(
        PresentationId id, string? fault, ActRequest act, CancellationToken cancellationToken) => ChangeAsync(
            id, act, fault is null ? "presentation-restored" : "presentation-refused",
            act.MarkOf(Encoding.UTF8.GetBytes($"judge {id.Fingerprint} {fault}")),
            before => before switch
            {
                null => new PresentationRefusal(PresentationFailure.NotFound, "no presentation has this id"),
                { State: PresentationState.Removed } => WasRemoved,
                _ => before with { State = fault is null ? PresentationState.InForce : PresentationState.Refused, Why = fault },
            },
            cancellationToken);

    /// <summary>Presentations that have not expired and that nobody removed, with their chains.</summary>
    internal async IAsyncEnumerable<StandingPresentation> ListStandingAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken))
        {
            foreach (var one in row.Presentations.Where(one => one.State != PresentationState.Removed && one.Until > now))
                yield return new StandingPresentation(one.ToPresentation(row.CustomerOf()), one.ReadChain());
        }
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    // Not between the halves of a surrogate pair.
    private static string BriefOf(string reason) =>
        reason.Length <= MaxWhy ? reason : reason[..(char.IsHighSurrogate(reason[MaxWhy - 1]) ? MaxWhy - 1 : MaxWhy)];

    private static PresentationRefusal WasRemoved { get; } = new(
        PresentationFailure.Removed, "an operator removed the presentation of this certificate: present another, or ask the provider");

    private async ValueTask<Outcome<Presentation, PresentationRefusal>> ChangeAsync(
        PresentationId id, ActRequest act, string action, string mark,
        Func<PresentationDocument?, Outcome<PresentationDocument, PresentationRefusal>> change, CancellationToken cancellationToken)
    {
        var outcome = await _rows.ChangeAsync<PresentationRefusal>(
            Partition, id.Customer.Key, mark, row => new(Change(row, id, act, action, change)), cancellationToken);
        _recent.Forget(id.Customer);
        if (!outcome.TryGet(out var stored, out var refusal)) return refusal;
        return stored.Presentations.FirstOrDefault(one => one.Fingerprint == id.Fingerprint) is { } found
            ? found.ToPresentation(id.Customer)
            : new PresentationRefusal(PresentationFailure.NotFound, "the presentation has expired");
    }

    private Outcome<AuditedChange<CustomerPresentationsDocument>, PresentationRefusal> Change(
        CustomerPresentationsDocument? row, PresentationId id, ActRequest act, string action,
        Func<PresentationDocument?, Outcome<PresentationDocument, PresentationRefusal>> change)
    {
        var now = _time.GetUtcNow();
        var standing = row?.Presentations.Where(one => one.Until > now).ToList() ?? [];
        var before = standing.Find(one => one.Fingerprint == id.Fingerprint);
        if (!change(before).TryGet(out var after, out var refusal)) return refusal;
        if (before is not null) standing.Remove(before);
        if (standing.Count(one => one.State != PresentationState.Removed) >= MaxPerCustomer)
        {
            return new PresentationRefusal(
                PresentationFailure.TooMany,
                $"{MaxPerCustomer} certificates are presented for the customer: one must expire first, or be removed by an operator");
        }

        if (standing.Count >= MaxRemembered)
        {
            return new PresentationRefusal(
                PresentationFailure.TooMany,
                $"{MaxRemembered} certificates were presented for the customer, removed ones counted: one must expire first");
        }

        var next = new CustomerPresentationsDocument(id.Customer.ToString(), [.. standing, after], (row?.Revision ?? 0) + 1);
        return new AuditedChange<CustomerPresentationsDocument>(
            next, ActOf(id, before, after, next.Revision, act, now, action),
            next.Presentations.Max(one => one.Until) + ClockTolerance.Records);
    }

    private static AuditAct ActOf(
        PresentationId id, PresentationDocument? before, PresentationDocument after, long revision, ActRequest act, DateTimeOffset now,
        string action)
    {
        var subject = new AuditParty("presentation", id.Customer.Key);
        AuditChange[] changes =
        [
            AuditChange.Of("certificate", null, id.Fingerprint),
            AuditChange.Of("state", TextOf(before?.State), TextOf(after.State)),
            AuditChange.Of("numbers", CountOf(before, id), CountOf(after, id)),
            AuditChange.Of("lentBy", before?.LentBy, after.LentBy),
            AuditChange.Of("why", before?.Why, after.Why),
        ];
        return act.ToAct(subject, revision, now, action, changes);
    }

    private static string? TextOf(PresentationState? state) => state is { } known ? KebabCase.Of(known) : null;

    // The log keeps how many they are: which they are stands in the certificate.
    private static string? CountOf(PresentationDocument? one, PresentationId id) => one?.ToPresentation(id.Customer).Numbers.ToString();

    // The number may have gone to another provider than the one that lent it.
    private async ValueTask<bool> CountsAsync(
        IReadOnlyList<StiCertificate> chain, TelephoneNumber number, CancellationToken cancellationToken) =>
        _verdicts.Judge(chain).TryGet(out var certificate, out _)
        && certificate.Numbers.Contains(number)
        && certificate.Domain.Policy.CountsInFull(certificate.Country, number)
        && (await LentNumber.JudgeAsync(certificate, new NumberParty(number), _verdicts.Numbers, cancellationToken)).IsSuccess;

    private async ValueTask<Kept?> ReadAsync(CustomerRef customer, CancellationToken cancellationToken)
    {
        if (await _rows.FindAsync(Partition, customer.Key, cancellationToken) is not { } row) return null;
        return new Kept([
            .. row.Presentations.Where(one => one.State == PresentationState.InForce)
                .Select(one => new StandingPresentation(one.ToPresentation(customer), one.ReadChain()))]);
    }

    private sealed record Kept(IReadOnlyList<StandingPresentation> InForce);
}

/// <summary>A presentation and the chain of its certificate, leaf first.</summary>
internal sealed record StandingPresentation(Presentation Presentation, IReadOnlyList<StiCertificate> Chain);
