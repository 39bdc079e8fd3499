using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CallPlacement;

/// <summary>A retrieval in the form of RFC 9888.</summary>
/// <param name="Dest">The called number of the path.</param>
/// <param name="Orig">The calling number of the query; null: every call to the number.</param>
/// <param name="Chain">The client's certificate, whose key it has proven, and those that came with it; null: none came.</param>
/// <param name="Bearer">The token of the Authorization; null: none came.</param>
/// <param name="RequestId">Names the request: the same one recognises what it took already.</param>
public sealed record NumberRetrieval(
    TelephoneNumber Dest, TelephoneNumber? Orig, IReadOnlyList<StiCertificate>? Chain, string? Bearer, string RequestId)
{
    /// <summary>Who asks; fetches are counted by it.</summary>
    public ClientKey Client { get; init; }
}

/// <summary>
/// Hands PASSporTs out by called number (RFC 9888), each once. A reader shows an STI certificate in TLS, a bearer by its STI key or a key
/// that the operator issued. It reads as a provider that is served here, whose number the called one is where a number table says so; or
/// because its certificate is for the called number itself.
/// </summary>
public sealed class RetrieveByNumber(
    CpsOptions options, ClientCertificateJudge clients, BearerVerifier bearers, CalledNumbers called, PassportMailbox mailbox)
{
    private static readonly CpsRefusal OrigMissing = new(
        CpsFailure.OrigMissing,
        "add the calling number as ?orig=: this CPS reads by called number alone only with the setting Cps:ReadByCalledNumber");

    /// <summary>What waits; or why not, NothingWaiting among the reasons.</summary>
    public async ValueTask<Outcome<TakenPassports, CpsRefusal>> RetrieveAsync(
        NumberRetrieval asked, CancellationToken cancellationToken)
    {
        if (asked.Orig is null && !options.ReadsByCalledNumber) return OrigMissing;
        if (!(await ReaderOfAsync(asked, cancellationToken)).TryGet(out var reader, out var refusal)) return refusal;
        if (!(await ReadersOfAsync(reader, asked.Dest, cancellationToken)).TryGet(out var readers, out refusal)) return refusal;
        if (reader.Bearer is { } bearer && !(await bearers.RedeemAsync(bearer, cancellationToken)).TryGet(out _, out refusal))
            return refusal;
        var taken = asked.Orig is { } orig
            ? await mailbox.TakeAsync(
                new CallNumbers(asked.Dest, orig), readers.Providers, publisher: null, asked.RequestId, cancellationToken)
            : await mailbox.TakeCalledAsync(asked.Dest, readers.Providers, asked.RequestId, cancellationToken);
        return taken.Passports.Count > 0 ? taken : new CpsRefusal(CpsFailure.NothingWaiting, "no PASSporT is waiting for this number");
    }

    private async ValueTask<Outcome<Reader, CpsRefusal>> ReaderOfAsync(NumberRetrieval asked, CancellationToken cancellationToken)
    {
        if (asked.Bearer is { } key && key.StartsWith($"{ApiKeyPrefixes.Reader}_", StringComparison.Ordinal))
        {
            return options.ReaderKeys.Find(key) is { } holder
                ? new Reader([holder], Authority: null, Bearer: null)
                : new CpsRefusal(CpsFailure.ReaderKeyUnknown, "no such key was issued");
        }

        CpsRefusal? refusal;
        if (asked.Bearer is { } text)
        {
            if (asked.Orig is not { } orig)
                return new CpsRefusal(CpsFailure.OrigMissing, "a bearer names the whole call: add the calling number as ?orig=");
            var context = new BearerContext(
                BearerForm.Agreed, CpsAction.Retrieve, Code: null, new CallNumbers(asked.Dest, orig), asked.RequestId)
                { Client = asked.Client };
            return (await bearers.CheckAsync(text, context, cancellationToken)).TryGet(out var bearer, out refusal)
                ? new Reader(bearer.Signer.Providers, bearer.Signer.Authority, bearer)
                : refusal;
        }

        return clients.Judge(asked.Chain).TryGet(out var certificate, out refusal)
            ? new Reader(certificate.Providers, certificate.Authority, Bearer: null)
            : refusal;
    }

    private async ValueTask<Outcome<Readers, CpsRefusal>> ReadersOfAsync(
        Reader reader, TelephoneNumber dest, CancellationToken cancellationToken)
    {
        // A certificate for the number itself needs no table.
        if (reader.Authority?.Holds(dest) == true) return new Readers(Providers: null);
        var served = reader.Providers.Where(options.Served.Contains).ToList();
        if (served.Count == 0)
        {
            return new CpsRefusal(
                CpsFailure.ReaderNotServed, "the reader stands for no provider that this CPS serves, and not for the called number");
        }

        if (await called.FindServedAsync(dest, cancellationToken) is { } owners) served.RemoveAll(provider => !owners.Contains(provider));
        return served.Count > 0
            ? new Readers(served)
            : new CpsRefusal(CpsFailure.ReaderNotServed, "the called number is not one of the reader's provider");
    }

    /// <param name="Authority">What its certificate is for; null: it has none.</param>
    /// <param name="Bearer">To be redeemed; null: it has none.</param>
    private sealed record Reader(IReadOnlyList<ProviderId> Providers, TnAuthList? Authority, CheckedBearer? Bearer);

    /// <param name="Providers">Null: whatever waits for the number.</param>
    private sealed record Readers(IReadOnlyList<ProviderId>? Providers);
}
