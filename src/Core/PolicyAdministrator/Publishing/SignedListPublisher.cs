using System.Globalization;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Publishing;

/// <summary>What a list would say if it were signed now, and how it is signed.</summary>
/// <param name="Lines">See <see cref="SignedList.Content"/>.</param>
/// <param name="SignAsync">Signs it with a sequence and an exp, in each form.</param>
internal sealed record ListContent(
    IReadOnlyList<string> Lines,
    Func<long, DateTimeOffset, CancellationToken, ValueTask<IReadOnlyDictionary<string, string>>> SignAsync);

/// <summary>Reads what a list is to say, each time anew.</summary>
internal delegate ValueTask<ListContent> ListContentReader(CancellationToken cancellationToken);

/// <summary>
/// Signs and stores a list that is a JWT, on any number of instances. It is signed anew when its content changes, and long before its
/// exp. Every list stays readable.
/// </summary>
/// <remarks>
/// See <see cref="NumberedPublisher{TList}"/>. Two or more lists ahead of the records are what a restore of older records left. They may
/// say what was taken back since, so an operator is asked: a forced run goes on after them.
/// </remarks>
internal sealed partial class SignedListPublisher : INumberedList<SignedList>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly SignedListPlace _place;
    private readonly TrustListSchedule _schedule;
    private readonly ListContentReader _read;
    private readonly SignedListFiles _files;
    private readonly Sequence _sequence;
    private readonly NumberedPublisher<SignedList> _publisher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile SignedList? _held;

    public SignedListPublisher(
        SignedListPlace place, TrustListSchedule schedule, ListContentReader read, IRecords records, IBlobs blobs, TimeProvider time,
        ILogger logger)
    {
        if (!schedule.IsSound) throw new ArgumentException("A list is renewed between its first and its last quarter.", nameof(schedule));
        (_place, _schedule, _read, _time, _logger) = (place, schedule, read, time, logger);
        _files = new SignedListFiles(blobs, place);
        _sequence = new Sequence(records, place.Table, place.Name, Lease, time);
        _publisher = new NumberedPublisher<SignedList>(_sequence, this);
    }

    /// <summary>The list in force; null before the first. A read of one small record, and of the list where it is a new one.</summary>
    public async ValueTask<SignedList?> FindCurrentAsync(CancellationToken cancellationToken) =>
        await FindCurrentAsync(await _sequence.ReadAsync(cancellationToken), cancellationToken);

    /// <summary>A list that is in force, or was; null: there is none of this sequence.</summary>
    public async ValueTask<SignedList?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        sequence > 0 && sequence <= (await _sequence.ReadAsync(cancellationToken)).Last
            ? await _files.FindAsync(sequence, cancellationToken) : null;

    /// <summary>Publishes the next list if it is due or forced.</summary>
    public ValueTask<Outcome<SignedList, PublishStop>> PublishAsync(bool isForced, CancellationToken cancellationToken) =>
        _publisher.PublishAsync(isForced, cancellationToken);

    async ValueTask<bool> INumberedList<SignedList>.IsDueAsync(SequenceState state, CancellationToken cancellationToken) =>
        await FindCurrentAsync(state, cancellationToken) is not { } current
        || _time.GetUtcNow() >= current.ExpiresAt - _schedule.RenewBefore
        || !current.Content.SequenceEqual((await _read(cancellationToken)).Lines, StringComparer.Ordinal);

    async ValueTask<ListStep<SignedList>> INumberedList<SignedList>.PutAsync(
        SequenceClaim claim, bool isForced, CancellationToken cancellationToken)
    {
        if (await _files.FindAsync(claim.Number, cancellationToken) is { } left)
        {
            var newest = await FindNewestAsync(left, cancellationToken);
            if ((await _sequence.ReadAsync(cancellationToken)).Last >= claim.Number) return ListStep<SignedList>.Late;
            if (newest.Sequence == claim.Number) return ListStep<SignedList>.Found(newest);
            LogBehind(_place.Title, _place.Name, claim.Number, newest.Sequence);
            return isForced ? ListStep<SignedList>.Found(newest) : ListStep<SignedList>.Stopped(PublishStop.AheadOfRecords);
        }

        // Read under the claim: what was taken back before it is on no list after it.
        var content = await _read(cancellationToken);
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = signedAt + _schedule.Validity;
        var forms = await content.SignAsync(claim.Number, expiresAt, cancellationToken);
        var list = new SignedList(claim.Number, signedAt, expiresAt, content.Lines, forms);
        return await _files.TryPutAsync(list, cancellationToken) ? ListStep<SignedList>.Own(list) : ListStep<SignedList>.Late;
    }

    long INumberedList<SignedList>.NumberOf(SignedList list) => list.Sequence;

    string INumberedList<SignedList>.NoteOf(SignedList list) =>
        list.ExpiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    void INumberedList<SignedList>.Adopted(SignedList list) => LogAdopted(_place.Title, _place.Name, list.Sequence);

    void INumberedList<SignedList>.Published(SignedList list) =>
        LogPublished(_place.Title, _place.Name, list.Sequence, list.Content.Count, list.ExpiresAt);

    private async ValueTask<SignedList?> FindCurrentAsync(SequenceState state, CancellationToken cancellationToken)
    {
        if (state.Last <= 0) return null;
        if (_held is { } held && held.Sequence == state.Last) return held;
        return _held = await _files.FindAsync(state.Last, cancellationToken)
            ?? throw new StorageException($"The {_place.Title} {state.Last} is missing.");
    }

    private async ValueTask<SignedList> FindNewestAsync(SignedList from, CancellationToken cancellationToken)
    {
        while (await _files.FindAsync(from.Sequence + 1, cancellationToken) is { } next) from = next;
        return from;
    }

    [LoggerMessage(
        EventId = 1701, Level = LogLevel.Information,
        Message = "The {Kind} {Name} of sequence {Sequence} is published: {Lines} lines, good until {ExpiresAt:u}")]
    private partial void LogPublished(string kind, string name, long sequence, int lines, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning,
        Message = "The {Kind} {Name} of sequence {Sequence} was stored by an instance that ended before it was in force; it is now")]
    private partial void LogAdopted(string kind, string name, long sequence);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Error,
        Message = "{Kind} {Name}: sequence {Next} to {Stored} are stored and the records do not know of them: if the records were "
            + "restored from a copy, bring back the newest copy, check what the list is made of, then force the next list")]
    private partial void LogBehind(string kind, string name, long next, long stored);
}
