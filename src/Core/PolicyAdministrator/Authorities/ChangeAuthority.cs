using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>
/// Takes applications for roots of STI-CAs, approves, suspends and removes them. A change is answered when it is stored and stands in the
/// audit log; the next run of the list's publisher finds that the roots have changed.
/// </summary>
public sealed class ChangeAuthority
{
    private const string Table = "pa-authority-changes";
    private const int RememberedRequests = 8;
    private const int MaxName = 200;
    private const int MaxPracticeStatement = 1000;

    // Far fewer than a list holds: two that are approved at once may both find room.
    private const int MaxAuthorities = Limits.TrustListEntries / 4;

    private static readonly TimeSpan GraceOfNew = TimeSpan.FromHours(1);

    private readonly AuthorityRules _rules;
    private readonly ApprovedAuthorities _authorities;
    private readonly AuditLog _audit;
    private readonly ChangesUnderWay _underWay;
    private readonly TimeProvider _time;

    public ChangeAuthority(
        AuthorityRules rules, ApprovedAuthorities authorities, AuditLog audit, IRecords records, TimeProvider time, IRandom random) =>
        (_rules, _authorities, _audit, _time, _underWay) =
            (rules, authorities, audit, time, new ChangesUnderWay(records, Table, time, random));

    /// <summary>Takes the application of a root, for the first time or after it was removed.</summary>
    public async ValueTask<Outcome<ApprovedAuthority, AuthorityRefusal>> ApplyAsync(
        AuthorityApplication application, ActRequest act, CancellationToken cancellationToken)
    {
        if (!Judge(application).TryGet(out var root, out var refusal)) return refusal;
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"apply {root.Certificate.Fingerprint}"));
        return await ChangeAsync(root.Certificate.Fingerprint, act, "authority-applied", mark, async before =>
        {
            if (before is { State: not AuthorityState.Removed })
                return new AuthorityRefusal(AuthorityFailure.IsThere, $"the root is {KebabCase.Of(before.State)} already");
            if (before is null && await CountAsync(cancellationToken) >= MaxAuthorities)
                return new AuthorityRefusal(AuthorityFailure.TooMany, $"there are {MaxAuthorities} roots");
            var now = _time.GetUtcNow();
            return new ApprovedAuthority(
                root, application.Name, application.PracticeStatement, AuthorityState.Applied, (before?.Revision ?? 0) + 1,
                before?.CreatedAt ?? now, now, act.Actor);
        }, cancellationToken);
    }

    /// <summary>Moves a root to another state.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<ApprovedAuthority, AuthorityRefusal>> MoveAsync(
        string id, long revision, AuthorityState state, ActRequest act, CancellationToken cancellationToken)
    {
        var mark = act.MarkOf(Encoding.UTF8.GetBytes($"move {state}"));
        var action = $"authority-{KebabCase.Of(state)}";
        return ChangeAsync(
            id, act, action, mark, before => ValueTask.FromResult(Move(before, revision, state, act.Actor)), cancellationToken);
    }

    /// <summary>
    /// Tells the audit log of all changes that an instance left untold. Safe on many instances at once, and to be repeated.
    /// </summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _underWay.SweepAsync(
        async (id, age, token) =>
        {
            if (await _authorities.FindStoredAsync(id, token) is not { } stored) return age >= GraceOfNew;

            // Written again, the root makes a change fail that is still under way: that one begins anew, with a row of its own.
            if (stored.Pending is null)
                return await _authorities.TryWriteAsync(stored.Authority, stored.Marks, pending: null, stored.ETag, token) is not null;
            await TellAsync(stored, token);
            return true;
        },
        cancellationToken);

    private async ValueTask<Outcome<ApprovedAuthority, AuthorityRefusal>> ChangeAsync(
        string id, ActRequest act, string action, string mark,
        Func<ApprovedAuthority?, ValueTask<Outcome<ApprovedAuthority, AuthorityRefusal>>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var stored = await _authorities.FindStoredAsync(id, cancellationToken);
            if (stored?.Pending is not null)
            {
                await TellAsync(stored, cancellationToken);
                continue;
            }

            if (stored?.Marks.Contains(mark, StringComparer.Ordinal) == true) return stored.Authority;
            if (!(await change(stored?.Authority)).TryGet(out var after, out var refusal)) return refusal;
            IReadOnlyList<string> marks = [.. stored?.Marks.TakeLast(RememberedRequests - 1) ?? [], mark];
            var pending = ActOf(stored?.Authority, after, act, action);
            var underWay = await _underWay.BeginAsync(id, cancellationToken);
            if (await _authorities.TryWriteAsync(after, marks, pending, stored?.ETag, cancellationToken) is { } version)
            {
                // It is stored: from here on a caller that leaves ends nothing.
                await TellAsync(new StoredAuthority(after, pending, marks, version), CancellationToken.None);
                await _underWay.EndAsync(underWay, CancellationToken.None);
                return after;
            }

            await _underWay.EndAsync(underWay, cancellationToken);
        }

        throw StorageException.OfContention($"The root {id}");
    }

    private Outcome<ApprovedAuthority, AuthorityRefusal> Move(
        ApprovedAuthority? before, long revision, AuthorityState state, AuditParty actor)
    {
        if (before is null) return new AuthorityRefusal(AuthorityFailure.NotFound, "there is no root of this id");
        if (before.Revision != revision)
            return new AuthorityRefusal(AuthorityFailure.RevisionDiffers, $"the root has revision {before.Revision}; read it again");
        if (!AuthorityStates.After(before.State).Contains(state))
        {
            return new AuthorityRefusal(
                AuthorityFailure.MoveNotLegal, $"{KebabCase.Of(before.State)} is not followed by {KebabCase.Of(state)}");
        }

        // To take a root off the list one is enough: that protects, and it may be urgent.
        if (_rules.NeedsTwoOperators && state == AuthorityState.Approved && before.ChangedBy == actor)
        {
            return new AuthorityRefusal(
                AuthorityFailure.AnotherOperatorNeeded, $"{actor} made the last change of this root; another operator must approve it");
        }

        return before with { State = state, Revision = revision + 1, ChangedAt = _time.GetUtcNow(), ChangedBy = actor };
    }

    private Outcome<TrustedRoot, AuthorityRefusal> Judge(AuthorityApplication application)
    {
        if (!PlainText.IsPlain(application.Name, MaxName))
            return new AuthorityRefusal(AuthorityFailure.TermsNotAllowed, $"name must be plain text of 1 to {MaxName} characters");
        if (!PlainText.IsPlain(application.PracticeStatement, MaxPracticeStatement))
            return new AuthorityRefusal(
                AuthorityFailure.TermsNotAllowed, $"practiceStatement must be plain text of 1 to {MaxPracticeStatement} characters");
        if (application.Certificate.Length > Limits.CertificateOctets)
            return NotAllowed($"the certificate is longer than {Limits.CertificateOctets} octets");
        if (!StiCertificate.TryRead(application.Certificate.ToArray(), out var certificate, out var failure)) return NotAllowed(failure);
        if (!TrustedRoot.TryCreate(certificate, out var root, out failure)) return NotAllowed(failure);
        if (root.Country != _rules.Country)
            return NotAllowed($"the root is one of {root.Country}; this administrator approves those of {_rules.Country}");
        var now = _time.GetUtcNow();
        if (!certificate.IsValidAt(now)) return NotAllowed($"the root is good from {certificate.NotBefore:u} to {certificate.NotAfter:u}");
        var errors = CertificateLinter.Lint(certificate, _rules.Profile).Where(finding => finding.Level == LintLevel.Error).ToList();
        if (errors.Count > 0)
            return NotAllowed(string.Join("; ", errors.Select(finding => $"{finding.Rule}: {finding.Detail} ({finding.Clause})")));
        return RootPossession.FindViolation(root, _rules.Administrator, application.SignedOn, application.Proof.Span, now) is { } violation
            ? new AuthorityRefusal(AuthorityFailure.ProofNotValid, violation)
            : root;
    }

    private async ValueTask<int> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in _authorities.ListAsync(cancellationToken)) count++;
        return count;
    }

    private async ValueTask TellAsync(StoredAuthority stored, CancellationToken cancellationToken)
    {
        if (stored.Pending is not { } pending) return;
        await _audit.AppendAsync(pending, cancellationToken);

        // A lost race is another's who told the same, and perhaps changed the root since.
        await _authorities.TryWriteAsync(stored.Authority, stored.Marks, pending: null, stored.ETag, cancellationToken);
    }

    private static AuditAct ActOf(ApprovedAuthority? before, ApprovedAuthority after, ActRequest act, string action)
    {
        var subject = new AuditParty("authority", after.Id);
        var changes = AuditChange.Between(before is null ? [] : FieldsOf(before), FieldsOf(after));
        return act.ToAct(subject, after.Revision, after.ChangedAt, action, changes);
    }

    private static IEnumerable<(string Name, string? Value)> FieldsOf(ApprovedAuthority authority) =>
    [
        ("state", KebabCase.Of(authority.State)), ("name", authority.Name), ("practiceStatement", authority.PracticeStatement),
        ("subject", authority.Root.Certificate.Subject.ToString()), ("serial", authority.Root.Certificate.SerialNumberText),
    ];

    private static AuthorityRefusal NotAllowed(string detail) => new(AuthorityFailure.RootNotAllowed, detail);
}
