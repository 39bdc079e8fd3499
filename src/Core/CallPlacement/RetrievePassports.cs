using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement;

/// <summary>
/// Hands PASSporTs out, each once, to a provider that this CPS serves and to nobody else. Of several that are served, one that the
/// publication named gets it alone; where none was named, the first to ask.
/// </summary>
public sealed class RetrievePassports
{
    private readonly CpsOptions _options;
    private readonly BearerVerifier _bearers;
    private readonly PassportMailbox _mailbox;

    public RetrievePassports(CpsOptions options, BearerVerifier bearers, PassportMailbox mailbox) =>
        (_options, _bearers, _mailbox) = (options, bearers, mailbox);

    /// <summary>
    /// Retrieval in the open dialect: the path names the reader's own provider; the bearer is a key that the operator issued to it, or a
    /// JWT of ATIS-1000105 by its certificate.
    /// </summary>
    public async ValueTask<Outcome<TakenPassports, CpsRefusal>> RetrieveOwnAsync(
        string? bearer, BearerContext context, CancellationToken cancellationToken)
    {
        if (context.Code is not { } code || _options.ServedAs(code) is not { Count: > 0 } named)
            return new CpsRefusal(CpsFailure.NotServed, "this CPS has no mailbox for that provider");
        if (bearer is not null && bearer.StartsWith($"{ApiKeyPrefixes.Reader}_", StringComparison.Ordinal))
        {
            return _options.ReaderKeys.Find(bearer) is { } holder && named.Contains(holder)
                ? await TakeAsync(context, [holder], publisher: null, cancellationToken)
                : new CpsRefusal(CpsFailure.ReaderKeyUnknown, "no such key was issued for that provider");
        }

        if (!(await _bearers.CheckAsync(bearer, context, cancellationToken)).TryGet(out var reader, out var refusal)) return refusal;
        if (ServedOf(reader, named) is not { Count: > 0 } readers)
            return new CpsRefusal(CpsFailure.ReaderNotServed, "the reader's certificate is not that provider's");
        return (await _bearers.RedeemAsync(reader, cancellationToken)).TryGet(out _, out refusal)
            ? await TakeAsync(context, readers, publisher: null, cancellationToken)
            : refusal;
    }

    /// <summary>
    /// Retrieval by ATIS-1000105 and ATIS-1000096: the reader's certificate stands for a provider served here; a code in the path filters
    /// by publisher.
    /// </summary>
    public async ValueTask<Outcome<TakenPassports, CpsRefusal>> RetrievePublishedByAsync(
        string? bearer, BearerContext context, CancellationToken cancellationToken)
    {
        if (!(await _bearers.CheckAsync(bearer, context, cancellationToken)).TryGet(out var reader, out var refusal)) return refusal;
        if (ServedOf(reader, _options.Served) is not { Count: > 0 } readers)
            return new CpsRefusal(CpsFailure.ReaderNotServed, "the reader's certificate stands for no provider that this CPS serves");
        return (await _bearers.RedeemAsync(reader, cancellationToken)).TryGet(out _, out refusal)
            ? await TakeAsync(context, readers, context.Code, cancellationToken)
            : refusal;
    }

    private static List<ProviderId> ServedOf(CheckedBearer reader, IReadOnlyList<ProviderId> served) =>
        [.. reader.Signer.Providers.Where(served.Contains)];

    private async ValueTask<Outcome<TakenPassports, CpsRefusal>> TakeAsync(
        BearerContext context, List<ProviderId> readers, ServiceProviderCode? publisher, CancellationToken cancellationToken)
    {
        var taken = await _mailbox.TakeAsync(context.Call, readers, publisher, context.RequestId, cancellationToken);
        return taken.Passports.Count > 0 ? taken : new CpsRefusal(CpsFailure.NothingWaiting, "no PASSporT is waiting for this call");
    }
}
