using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.PolicyAdministrator.Crl;

/// <summary>What is published.</summary>
/// <param name="Name">Tells the lists of one store apart: letters, digits and hyphens.</param>
/// <param name="Scope">Every issuer's certificates, or those of the signer's own name.</param>
/// <param name="Url">Where the list is fetched from.</param>
/// <param name="SignerUrl">Where the signer's certificate is; null: readers have it from elsewhere.</param>
public sealed record CrlPublication(string Name, CrlScope Scope, string Url, string? SignerUrl, CrlSchedule Schedule);

/// <summary>
/// Builds, lints, signs and stores the CRL, on as many instances as there are: its number rises by exactly one, and no number ever stands
/// for two lists.
/// </summary>
/// <remarks>
/// See <see cref="NumberedPublisher{TList}"/>. Documents are never deleted, so lists take four places in turn, each replaced under the
/// version that was read under the claim; a list stays readable for three more after it, so that no reader meets a hole. A run that stood
/// still until another took its number over finds that version gone, and it never overwrites a number as high as its own.
/// A list that is found ahead of the records is what a restore left: its entries go into the register before its number counts.
/// </remarks>
public sealed partial class CrlPublisher : IOwnCrl, INumberedList<StoredCrl>
{
    private const string Table = "crl-numbers";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly CrlPublication _publication;
    private readonly CrlSigner _signer;
    private readonly RevocationRegister _register;
    private readonly Sequence _sequence;
    private readonly CrlSlots _places;
    private readonly CrlWishes _wishes;
    private readonly CurrentCrl _current;
    private readonly NumberedPublisher<StoredCrl> _publisher;
    private readonly TimeProvider _time;
    private readonly ILogger<CrlPublisher> _logger;
    private volatile int _lastCount;
    private volatile bool _hasRepeated;

    public CrlPublisher(
        CrlPublication publication, CrlSigner signer, RevocationRegister register, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger<CrlPublisher> logger)
    {
        if (!publication.Schedule.Overlaps)
            throw new ArgumentException($"The validity has at least {CrlSchedule.LeastIntervals} intervals.", nameof(publication));
        (_publication, _signer, _register, _time, _logger) = (publication, signer, register, time, logger);
        _places = new CrlSlots(blobs, publication.Name);
        _wishes = new CrlWishes(records, time);
        _sequence = new Sequence(records, Table, publication.Name, Lease, time);
        _current = new CurrentCrl(_places, _sequence, publication.Schedule.Interval);
        _publisher = new NumberedPublisher<StoredCrl>(_sequence, this);
    }

    /// <summary>Tells the lists of one store apart.</summary>
    public string Name => _publication.Name;

    /// <inheritdoc/>
    public string Url => _publication.Url;

    /// <inheritdoc/>
    public StiCertificate Signer => _signer.Certificate;

    /// <inheritdoc/>
    public ValueTask<long?> FindNumberAsync(CancellationToken cancellationToken) => _current.FindNumberAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PublishedCrl?> FindCurrentAsync(CancellationToken cancellationToken) => _current.FindAsync(cancellationToken);

    /// <summary>Publishes the next list, if it is due or forced.</summary>
    public async ValueTask<Outcome<PublishedCrl, CrlPublishFailure>> PublishAsync(bool isForced, CancellationToken cancellationToken)
    {
        if ((await _publisher.PublishAsync(isForced, cancellationToken)).TryGet(out var list, out var stop)) return _current.Hold(list);
        return stop switch
        {
            PublishStop.NotDue => CrlPublishFailure.NotDue,
            PublishStop.Busy or PublishStop.AheadOfRecords => CrlPublishFailure.Busy,
            PublishStop.SignedByAnother => CrlPublishFailure.SignedByAnother,
        };
    }

    // A list of the second of the wish may have been begun before it.
    async ValueTask<bool> INumberedList<StoredCrl>.IsDueAsync(SequenceState state, CancellationToken cancellationToken) =>
        NoteOf(state) is not { } last
        || _time.GetUtcNow() >= last.ThisUpdate + _publication.Schedule.Interval
        || await _wishes.FindAsync(cancellationToken) >= last.ThisUpdate;

    async ValueTask<ListStep<StoredCrl>> INumberedList<StoredCrl>.PutAsync(
        SequenceClaim claim, bool isForced, CancellationToken cancellationToken)
    {
        var place = await _places.FindAsync(claim.Number, cancellationToken);
        if (place is not null && place.List.Number >= claim.Number) return await AdoptAsync(claim, isForced, cancellationToken);
        var list = await BuildAsync(claim, cancellationToken);
        return await _places.TryPutAsync(list, place, cancellationToken) ? ListStep<StoredCrl>.Own(list) : ListStep<StoredCrl>.Late;
    }

    long INumberedList<StoredCrl>.NumberOf(StoredCrl list) => list.Number;

    string INumberedList<StoredCrl>.NoteOf(StoredCrl list) => list.ThisUpdate.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    void INumberedList<StoredCrl>.Adopted(StoredCrl list) => LogAdopted(_publication.Name, list.Number);

    void INumberedList<StoredCrl>.Published(StoredCrl list) =>
        LogPublished(_publication.Name, list.Number, _lastCount, list.Der.Length, list.NextUpdate);

    private async ValueTask<ListStep<StoredCrl>> AdoptAsync(SequenceClaim claim, bool isForced, CancellationToken cancellationToken)
    {
        var list = await _places.FindNewestAsync(cancellationToken) ?? throw new StorageException("A CRL is there no more.");

        // Under a claim that held no list can be ahead by more than the one that was not completed: the records are those of an older copy,
        // and so may the revocations be. The operator may have a better copy, and so is asked.
        var isBehind = list.Number > claim.Number;
        if (isBehind)
        {
            if ((await _sequence.ReadAsync(cancellationToken)).Last >= claim.Number) return ListStep<StoredCrl>.Late;
            LogBehind(_publication.Name, list.Number, claim.Number);
            if (!isForced) return ListStep<StoredCrl>.Stopped(PublishStop.AheadOfRecords);
        }

        // A copy that is one list old looks as if an instance had ended before its list was in force.
        if (!UntrustedCrl.TryRead(list.Der, out var published, out _) || !PublishedEntries.AreOf(published, _signer.Certificate))
        {
            LogSignedByAnother(_publication.Name, list.Number);
            return ListStep<StoredCrl>.Stopped(PublishStop.SignedByAnother);
        }

        var count = await _register.TakeOverAsync(published, cancellationToken);
        if (count > 0) LogTakenOver(_publication.Name, list.Number, count);
        return ListStep<StoredCrl>.Found(list);
    }

    private async ValueTask<StoredCrl> BuildAsync(SequenceClaim claim, CancellationToken cancellationToken)
    {
        // Never before the last list's, however the clock was set: a reader would take the newer list for the older.
        var last = NoteOf(claim.Before);
        var now = Seconds(_time.GetUtcNow());
        var thisUpdate = last is not null && now <= last.ThisUpdate ? last.ThisUpdate + TimeSpan.FromSeconds(1) : now;
        if (thisUpdate > now) LogClockWentBack(_publication.Name, thisUpdate);
        var terms = new CrlTerms(
            _signer.Certificate, _publication.Scope, claim.Number, thisUpdate, thisUpdate + _publication.Schedule.Validity,
            _publication.Url)
        {
            SignerUrl = _publication.SignerUrl,
        };
        var linted = await DraftAsync(terms, last, cancellationToken);

        // The signature has begun: it is not given up half way.
        var der = await _signer.SignAsync(linted, CancellationToken.None);
        return new StoredCrl(der, claim.Number, thisUpdate, terms.NextUpdate);
    }

    // Certificates that stand in the register twice are looked for only once a list was found to have some: hardly any register has, and a
    // million entries are not to be remembered for it.
    private async ValueTask<LintedCrl> DraftAsync(CrlTerms terms, Note? last, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wasLookedFor = _hasRepeated;
            var repeated = wasLookedFor
                ? await RepeatedRevocations.FindAsync(() => ListAsync(last, cancellationToken), cancellationToken)
                : RepeatedRevocations.None;
            _hasRepeated = repeated.Any;
            var draft = new CrlDraft(terms, _lastCount + (_lastCount / 16) + 256);
            await foreach (var entry in ListAsync(last, cancellationToken))
            {
                if (!repeated.Has(entry)) draft.Add(entry);
            }

            _lastCount = draft.Count;
            if (draft.Lint().TryGet(out var linted, out var refusal)) return linted;
            if (wasLookedFor || refusal.Findings is not [{ Rule: CrlRules.EntryOnce }])
            {
                var broken = refusal.Findings.Select(finding => $"{finding.Rule}: {finding.Detail}");
                throw new CrlNotAllowedException($"the CRL would break its rules: {string.Join("; ", broken)}");
            }

            _hasRepeated = true;
        }
    }

    private async IAsyncEnumerable<RevocationEntry> ListAsync(Note? last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in _register.ListAsync(cancellationToken))
        {
            if (IsCovered(entry) && !IsDropped(entry, last)) yield return entry;
        }
    }

    private bool IsCovered(RevocationEntry entry) => _publication.Scope switch
    {
        CrlScope.ManyIssuers => true,
        CrlScope.OwnIssuer => entry.Issuer.Matches(_signer.Certificate.Subject),
    };

    // RFC 5280 section 3.3: an entry stays until it has stood on one regularly scheduled list beyond the certificate's validity. Within the
    // interval before the last list one was scheduled, so an entry that was expired and registered a whole interval before that list has
    // stood on it.
    private bool IsDropped(RevocationEntry entry, Note? last) =>
        last is not null
        && (entry.NotAfter > entry.RegisteredAt ? entry.NotAfter : entry.RegisteredAt) < last.ThisUpdate - _publication.Schedule.Interval;

    private static Note? NoteOf(SequenceState state) =>
        state.Note is null ? null
        : long.TryParse(state.Note, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? new Note(DateTimeOffset.FromUnixTimeSeconds(seconds))
        : throw new StorageException("The record of a CRL's number cannot be read.");

    private static DateTimeOffset Seconds(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());

    [LoggerMessage(EventId = 1601, Level = LogLevel.Information,
        Message = "CRL {Name} number {Number} published: {Entries} entries, {Octets} octets, good until {NextUpdate:u}")]
    private partial void LogPublished(string name, long number, int entries, int octets, DateTimeOffset nextUpdate);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning,
        Message = "CRL {Name} number {Number} had been stored by an instance that ended before it was in force; it is in force now")]
    private partial void LogAdopted(string name, long number);

    [LoggerMessage(EventId = 1603, Level = LogLevel.Warning,
        Message = "The clock is behind the last CRL of {Name}: the next one is dated {ThisUpdate:u}")]
    private partial void LogClockWentBack(string name, DateTimeOffset thisUpdate);

    [LoggerMessage(EventId = 1604, Level = LogLevel.Error,
        Message = "CRL {Name} number {Published} is published, and the next by the records is {Next}: if "
            + "they were restored from a copy, bring back the newest copy there is, then force the next list")]
    private partial void LogBehind(string name, long published, long next);

    [LoggerMessage(EventId = 1605, Level = LogLevel.Warning,
        Message = "{Count} revocations stood on CRL {Name} number {Published} and not in the register: they are "
            + "taken over, and stay on the next list")]
    private partial void LogTakenOver(string name, long published, int count);

    [LoggerMessage(EventId = 1606, Level = LogLevel.Error,
        Message = "CRL {Name} number {Published} is published and the records do not know of it, but another "
            + "certificate than the signer's signed it: put that certificate and its key back, force the next list, "
            + "then change the signer")]
    private partial void LogSignedByAnother(string name, long published);

    private sealed record Note(DateTimeOffset ThisUpdate);
}
