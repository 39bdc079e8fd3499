using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>That PASSporTs are stored: durable when this is returned.</summary>
/// <param name="Stored">How many were new; the rest had been posted before.</param>
public sealed record PublishReceipt(int Stored);

/// <summary>Takes PASSporTs in, all of a request or none: verified before they are kept, acknowledged only when they are stored.</summary>
public sealed class PublishPassports
{
    private readonly CpsOptions _options;
    private readonly BearerVerifier _bearers;
    private readonly PassportAdmission _admission;
    private readonly PassportMailbox _mailbox;
    private readonly TimeProvider _time;

    public PublishPassports(CpsOptions options, BearerVerifier bearers, PassportAdmission admission, PassportMailbox mailbox, TimeProvider time) =>
        (_options, _bearers, _admission, _mailbox, _time) = (options, bearers, admission, mailbox, time);

    /// <summary>
    /// The open form of the out-of-band SHAKEN draft: anyone may post for a provider that is served here; the PASSporT's own signature is the
    /// only credential.
    /// </summary>
    /// <param name="ocn">The code of the path: whose mailbox.</param>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishOpenAsync(string ocn, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!ServiceProviderCode.TryParse(ocn, out var code) || !_options.Serves(code)) return new CpsRefusal(CpsFailure.NotServed, "this CPS has no mailbox for that provider");
        if (!CpsBody.TryReadLines(body.Span, out var read, out var refusal)) return refusal;
        if (!(await _admission.AdmitAsync(read, call: null, cancellationToken)).TryGet(out var admitted, out refusal)) return refusal;
        return await StoreAsync(admitted, publisher: null, deleteAt: null, cancellationToken);
    }

    /// <summary>The form of ATIS-1000105: a bearer names the signer, the call, the body and the time of deletion.</summary>
    public async ValueTask<Outcome<PublishReceipt, CpsRefusal>> PublishWithBearerAsync(
        string? bearer, BearerContext context, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!(await _bearers.VerifyAsync(bearer, context, cancellationToken)).TryGet(out var verified, out var refusal)) return refusal;
        if (verified.Claims.ExpiresAt is not { } wish) return new CpsRefusal(CpsFailure.BearerMalformed, "exp, the time of deletion, is absent");
        if (!CpsBody.TryReadJson(body, out var read, out refusal)) return refusal;
        if (verified.Claims.BodyHash is not { } hash || !read.IsNamedBy(hash)) return new CpsRefusal(CpsFailure.BearerBodyHash, "passports is not the hash of the body");
        if (!(await _admission.AdmitAsync(read, context.Call, cancellationToken)).TryGet(out var admitted, out refusal)) return refusal;

        var latest = _time.GetUtcNow() + _options.LongestWait;
        return await StoreAsync(admitted, context.Code, wish < latest ? wish : latest, cancellationToken);
    }

    private async ValueTask<Outcome<PublishReceipt, CpsRefusal>> StoreAsync(
        AdmittedPassports admitted, ServiceProviderCode? publisher, DateTimeOffset? deleteAt, CancellationToken cancellationToken)
    {
        // In the open form the PASSporT's signer is the publisher.
        IReadOnlyList<string> publishers = publisher is not null
            ? [publisher.Value]
            : [.. admitted.Passports.SelectMany(passport => passport.Signer.Providers).Select(provider => provider.Code.Value).Distinct()];
        var outcome = await _mailbox.StoreAsync(admitted.Call, admitted.Passports, publishers, deleteAt, cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? new PublishReceipt(stored) : refusal;
    }
}
