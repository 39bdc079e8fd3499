using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>That PASSporTs are stored: durable when this is returned.</summary>
/// <param name="Stored">How many were new; the rest had been posted before.</param>
public sealed record PublishReceipt(int Stored)
{
    /// <summary>What was accepted though the standard says otherwise.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>Takes PASSporTs in, all of a request or none: verified before they are kept, acknowledged only when they are stored.</summary>
public sealed partial class PublishPassports
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private readonly CpsOptions _options;
    private readonly BearerVerifier _bearers;
    private readonly PassportAdmission _admission;
    private readonly PassportMailbox _mailbox;
    private readonly CalledNumbers _called;
    private readonly ClientCertificateJudge _clients;
    private readonly RepublishFanOut _peers;
    private readonly PassportPush _push;
    private readonly TimeProvider _time;
    private readonly LogPace<FindingKind> _pace;
    private readonly ILogger<PublishPassports> _logger;

    public PublishPassports(
        CpsOptions options,
        BearerVerifier bearers,
        PassportAdmission admission,
        PassportMailbox mailbox,
        CalledNumbers called,
        ClientCertificateJudge clients,
        RepublishFanOut peers,
        PassportPush push,
        TimeProvider time,
        ILogger<PublishPassports> logger)
    {
        (_options, _bearers, _admission, _mailbox, _called, _clients) = (options, bearers, admission, mailbox, called, clients);
        (_peers, _push, _time, _logger) = (peers, push, time, logger);
        _pace = new LogPace<FindingKind>(LogEvery, time);
    }

    /// <summary>
    /// The open form of the out-of-band SHAKEN draft: anyone may post for a provider that is served here; the PASSporT's own signature is
    /// the only credential.
    /// </summary>
    /// <param name="ocn">The code of the path: whose mailbox. Nobody else served here gets it.</param>
    /// <param name="client">Who posts; fetches are counted by it.</param>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishOpenAsync(
        string ocn, ReadOnlyMemory<byte> body, ClientKey client, CancellationToken cancellationToken)
    {
        if (!ServiceProviderCode.TryParse(ocn, out var code) || _options.ServedAs(code) is not { Count: > 0 } destinations)
            return new CpsRefusal(CpsFailure.NotServed, "this CPS has no mailbox for that provider");
        if (!CpsBody.TryReadLines(body.Span, out var read, out var refusal)) return refusal;
        if (!(await _admission.AdmitAsync(read, call: null, client, cancellationToken)).TryGet(out var admitted, out refusal))
            return refusal;
        return await StoreAsync(admitted, publisher: null, destinations, deleteAt: null, cancellationToken);
    }

    /// <summary>
    /// The form of the field's first open-source CPS: no bearer; the path names who is called and who calls, and both providers' codes.
    /// </summary>
    /// <param name="destination">The code whose mailbox this is. Nobody else served here gets it.</param>
    /// <param name="origin">A code of the PASSporT's signer.</param>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishByPathAsync(
        ServiceProviderCode destination,
        ServiceProviderCode origin,
        CallNumbers call,
        ReadOnlyMemory<byte> body,
        ClientKey client,
        CancellationToken cancellationToken)
    {
        if (_options.ServedAs(destination) is not { Count: > 0 } destinations)
            return new CpsRefusal(CpsFailure.NotServed, "this CPS has no mailbox for that provider");
        if (!CpsBody.TryReadLines(body.Span, out var read, out var refusal)) return refusal;
        if (!(await _admission.AdmitAsync(read, call, client, cancellationToken)).TryGet(out var admitted, out refusal)) return refusal;
        if (!admitted.Passports.All(passport => passport.Signer.StandsFor(origin)))
            return new CpsRefusal(CpsFailure.OriginNotSigner, "the PASSporT's signer does not stand for the origin's code of the path");
        return await StoreAsync(admitted, origin, destinations, deleteAt: null, cancellationToken);
    }

    /// <summary>
    /// The forms of ATIS-1000105 and ATIS-1000096: a bearer names the signer, the call, the body and the time of deletion. In the latter,
    /// of several CPSs, what is stored is handed on to the others.
    /// </summary>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishWithBearerAsync(
        string? bearer, BearerContext context, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!(await _bearers.CheckAsync(bearer, context, cancellationToken)).TryGet(out var publisher, out var refusal)) return refusal;
        var lacksExp = publisher.Claims.ExpiresAt is null && context.Form == BearerForm.Agreed;
        if (lacksExp && !_options.AcceptsWithoutExp)
            return new CpsRefusal(CpsFailure.BearerMalformed, "exp, the time of deletion, is absent");
        if (!CpsBody.TryReadJson(body, out var read, out refusal)) return refusal;
        if (!IsNamedBy(read, publisher)) return new CpsRefusal(CpsFailure.BearerBodyHash, "passports is not the hash of the body");
        if (!(await _admission.AdmitAsync(read, context.Call, context.Client, cancellationToken)).TryGet(out var admitted, out refusal))
            return refusal;
        if (!(await _bearers.RedeemAsync(publisher, cancellationToken)).TryGet(out var verified, out refusal)) return refusal;

        var deleteAt = DeleteAt(verified);
        var outcome = await StoreAsync(admitted, PublisherOf(verified), destinations: null, deleteAt, cancellationToken);
        if (lacksExp && outcome.TryGet(out var receipt, out _)) return WithoutExp(receipt);

        // Also when it had been posted before: the try before may have ended between the store and the peers.
        if (outcome.IsSuccess && context.Form == BearerForm.Shared)
            _peers.HandOn(
                new Republication(
                    context.Call, read.Passports, $"Bearer {bearer}", verified.Claims, WorthUntil(verified, admitted, deleteAt)));
        return outcome;
    }

    /// <summary>
    /// What another CPS hands on (ATIS-1000096): that CPS is one the configuration names, its token and the publisher's (made for that
    /// CPS's name) both verify, and both name this body and call. It is stored and handed on no further.
    /// </summary>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishRepublishedAsync(
        string? bearer, BearerContext context, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!(await _bearers.CheckAsync(bearer, context, cancellationToken)).TryGet(out var republisher, out var refusal)) return refusal;
        var hosts = HostsOf(republisher);
        if (hosts.Count == 0)
            return new CpsRefusal(
                CpsFailure.RepublisherUnknown, "the token's certificate is that of none of the CPSs that may hand on to this one");
        if (!CpsBody.TryReadRepublished(body, out var read, out refusal)) return refusal;
        if (BearerText.Of(read.Token) is not { } first)
            return new CpsRefusal(CpsFailure.RepublisherUnknown, "token, the Authorization of the first publication, is absent");

        // A second try has the same first token, and must find it usable: storing twice is storing once.
        var firstContext = context with
        {
            Action = CpsAction.Publish,
            RequestId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first))),
        };
        if (!(await _bearers.CheckForAnotherAsync(first, firstContext, hosts, cancellationToken)).TryGet(out var publisher, out refusal))
            return refusal;
        if (publisher.Claims.Issuer != republisher.Claims.Issuer)
            return new CpsRefusal(CpsFailure.BearerIssuer, "the two tokens name different publishers");
        if (!IsNamedBy(read, republisher) || !IsNamedBy(read, publisher))
            return new CpsRefusal(CpsFailure.BearerBodyHash, "passports is not the hash of the body");
        if (!(await _admission.AdmitAsync(read, context.Call, context.Client, cancellationToken)).TryGet(out var admitted, out refusal))
            return refusal;
        if (!(await _bearers.RedeemAsync(republisher, cancellationToken)).TryGet(out _, out refusal)) return refusal;
        if (!(await _bearers.RedeemAsync(publisher, cancellationToken)).TryGet(out var verified, out refusal)) return refusal;
        return await StoreAsync(admitted, PublisherOf(verified), destinations: null, DeleteAt(verified), cancellationToken);
    }

    private PublishReceipt WithoutExp(PublishReceipt receipt)
    {
        if (_pace.IsDue(FindingKind.DeletionTimeMissing, out var count)) LogWithoutExp(count);
        return receipt with { Findings = [new Finding(FindingKind.DeletionTimeMissing, "the bearer has no exp, the time of deletion")] };
    }

    private static bool IsNamedBy(CpsBody body, CheckedBearer bearer) => bearer.Claims.BodyHash is { } hash && body.IsNamedBy(hash);

    private static ServiceProviderCode? PublisherOf(VerifiedBearer bearer) =>
        ServiceProviderCode.TryParse(bearer.Claims.Code, out var code) ? code : null;

    private List<string> HostsOf(CheckedBearer republisher) =>
        [.. _options.RepublishFrom.Where(peer => republisher.Signer.Providers.Contains(peer.Provider)).Select(peer => peer.Host)];

    // Never longer than policy has it, whatever the publisher wishes.
    private DateTimeOffset DeleteAt(VerifiedBearer bearer)
    {
        var latest = _time.GetUtcNow() + _options.LongestWait;
        return bearer.Claims.ExpiresAt is { } wish && wish < latest ? wish : latest;
    }

    // A peer takes neither a stale token nor a stale PASSporT, and all of them or none.
    private DateTimeOffset WorthUntil(VerifiedBearer bearer, AdmittedPassports admitted, DateTimeOffset deleteAt)
    {
        var stale = admitted.Passports.Select(passport => passport.Claims.IssuedAt)
            .Append(bearer.Claims.IssuedAt)
            .Min() + _options.Freshness;
        return deleteAt < stale ? deleteAt : stale;
    }

    /// <param name="destinations">
    /// For whom; null in the dialects whose publications name no called provider, and in what another CPS hands on.
    /// </param>
    private async ValueTask<Outcome<PublishReceipt, CpsRefusal>> StoreAsync(
        AdmittedPassports admitted, ServiceProviderCode? publisher, IReadOnlyList<ProviderId>? destinations, DateTimeOffset? deleteAt,
        CancellationToken cancellationToken)
    {
        // In the open form the PASSporT's signer is the publisher.
        IReadOnlyList<string> publishers = publisher is not null ? [publisher.Value]
            : admitted.Passports is [var only] ? only.Signer.Codes
            : [.. admitted.Passports.SelectMany(passport => passport.Signer.Codes).Distinct()];
        var outcome = await _mailbox.StoreAsync(admitted.Call, admitted.Passports, publishers, destinations, deleteAt, cancellationToken);
        if (!outcome.TryGet(out var stored, out var refusal)) return refusal;
        if (stored > 0) _push.Push(admitted);
        return new PublishReceipt(stored);
    }

    [LoggerMessage(EventId = 2310, Level = LogLevel.Information,
        Message = "{Count} publications without exp were accepted, as Cps:AcceptWithoutExp says")]
    private partial void LogWithoutExp(long count);
}
