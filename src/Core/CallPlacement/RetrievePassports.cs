using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>Hands PASSporTs out, each once, to a provider that this CPS serves and to nobody else.</summary>
public sealed class RetrievePassports
{
    private readonly CpsOptions _options;
    private readonly BearerVerifier _bearers;
    private readonly PassportMailbox _mailbox;

    public RetrievePassports(CpsOptions options, BearerVerifier bearers, PassportMailbox mailbox) => (_options, _bearers, _mailbox) = (options, bearers, mailbox);

    /// <summary>
    /// Retrieval in the open dialect: the path names the reader's own provider; the bearer is a key that the operator issued to it, or a JWT of
    /// ATIS-1000105 by its certificate.
    /// </summary>
    public async ValueTask<Outcome<TakenPassports, CpsRefusal>> RetrieveOwnAsync(string? bearer, BearerContext context, CancellationToken cancellationToken)
    {
        if (context.Code is not { } code || !_options.Serves(code)) return new CpsRefusal(CpsFailure.NotServed, "this CPS has no mailbox for that provider");
        if (bearer is not null && ReaderKey.IsKey(bearer))
        {
            return HasKey(bearer, code)
                ? await TakeAsync(context, publisher: null, cancellationToken)
                : new CpsRefusal(CpsFailure.ReaderKeyUnknown, "no such key was issued for that provider");
        }

        if (!(await _bearers.VerifyAsync(bearer, context, cancellationToken)).TryGet(out var verified, out var refusal)) return refusal;
        return verified.Signer.Providers.Any(provider => provider.Code == code && _options.Served.Contains(provider))
            ? await TakeAsync(context, publisher: null, cancellationToken)
            : new CpsRefusal(CpsFailure.ReaderNotServed, "the reader's certificate is not that provider's");
    }

    /// <summary>
    /// Retrieval by ATIS-1000105 and ATIS-1000096: the reader's certificate stands for a provider served here; a code in the path filters by
    /// publisher.
    /// </summary>
    public async ValueTask<Outcome<TakenPassports, CpsRefusal>> RetrievePublishedByAsync(string? bearer, BearerContext context, CancellationToken cancellationToken)
    {
        if (!(await _bearers.VerifyAsync(bearer, context, cancellationToken)).TryGet(out var verified, out var refusal)) return refusal;
        return verified.Signer.Providers.Any(_options.Served.Contains)
            ? await TakeAsync(context, context.Code, cancellationToken)
            : new CpsRefusal(CpsFailure.ReaderNotServed, "the reader's certificate stands for no provider that this CPS serves");
    }

    private bool HasKey(string bearer, ServiceProviderCode code)
    {
        // Every key is compared, so that the time tells nothing.
        var isKnown = false;
        foreach (var key in _options.ReaderKeys) isKnown |= key.Matches(bearer) && key.Provider.Code == code && _options.Served.Contains(key.Provider);
        return isKnown;
    }

    private async ValueTask<Outcome<TakenPassports, CpsRefusal>> TakeAsync(BearerContext context, ServiceProviderCode? publisher, CancellationToken cancellationToken)
    {
        var taken = await _mailbox.TakeAsync(context.Call, publisher, context.RequestId, cancellationToken);
        return taken.Passports.Count > 0 ? taken : new CpsRefusal(CpsFailure.NothingWaiting, "no PASSporT is waiting for this call");
    }
}
