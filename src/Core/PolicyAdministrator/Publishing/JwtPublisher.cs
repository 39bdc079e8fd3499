using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Publishing;

/// <summary>A document that has one form, a JWT, as it was published.</summary>
/// <param name="Sequence">One more than that of the document before.</param>
/// <param name="Count">How many entries it has.</param>
public sealed record PublishedJwt(long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, int Count, string Jwt);

/// <summary>What the next document says, and how it is signed.</summary>
/// <param name="Lines">An entry each. Documents of the same lines are the same.</param>
internal sealed record JwtContent(
    IReadOnlyList<string> Lines, Func<long, DateTimeOffset, CancellationToken, ValueTask<string>> SignAsync);

/// <summary>
/// Signs and stores documents that have one form, on any number of instances: their sequence rises by exactly one, and each stays
/// readable.
/// </summary>
public abstract class JwtPublisher
{
    private const string Form = "jwt";

    private readonly SignedListPublisher _lists;

    private protected JwtPublisher(
        SignedListPlace place, TrustListSchedule schedule, IRecords records, IBlobs blobs, TimeProvider time, ILogger logger) =>
        _lists = new SignedListPublisher(place, schedule, ReadListAsync, records, blobs, time, logger);

    /// <summary>The document in force; null before the first.</summary>
    public async ValueTask<PublishedJwt?> FindCurrentAsync(CancellationToken cancellationToken) =>
        await _lists.FindCurrentAsync(cancellationToken) is { } list ? Of(list) : null;

    /// <summary>A document that is in force, or was; null: there is none of this sequence.</summary>
    public async ValueTask<PublishedJwt?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await _lists.FindAsync(sequence, cancellationToken) is { } list ? Of(list) : null;

    /// <summary>Publishes the next one if its content changed, if the one in force comes near its exp, or if it is forced.</summary>
    public async ValueTask<Outcome<PublishedJwt, TrustListPublishFailure>> PublishAsync(
        bool isForced, CancellationToken cancellationToken) =>
        (await _lists.PublishAsync(isForced, cancellationToken)).TryGet(out var list, out var stop)
            ? Of(list)
            : TrustListPublishFailures.Of(stop);

    private protected abstract ValueTask<JwtContent> ReadAsync(CancellationToken cancellationToken);

    private async ValueTask<ListContent> ReadListAsync(CancellationToken cancellationToken)
    {
        var content = await ReadAsync(cancellationToken);
        return new ListContent(content.Lines, async (sequence, expiresAt, token) =>
            new Dictionary<string, string>(StringComparer.Ordinal) { [Form] = await content.SignAsync(sequence, expiresAt, token) });
    }

    private static PublishedJwt Of(SignedList list) =>
        new(list.Sequence, list.SignedAt, list.ExpiresAt, list.Content.Count, list.Forms[Form]);
}
