using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>How long an order is waited for.</summary>
/// <param name="Least">The shortest pause between two looks; doubled each time where the CA names none.</param>
/// <param name="Most">The longest pause, whatever the CA asks for.</param>
/// <param name="Total">From the first look to the last.</param>
public sealed record OrderPatience(TimeSpan Least, TimeSpan Most, TimeSpan Total)
{
    public static readonly OrderPatience Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
}

/// <summary>What a token's fingerprint is taken over.</summary>
public enum FingerprintForm
{
    /// <summary>The account key's JWK (RFC 9448 section 5.4).</summary>
    Jwk,

    /// <summary>The account key's SubjectPublicKeyInfo, as the United States' STI-PA and some CAs have it.</summary>
    PublicKeyInfo,
}

/// <summary>
/// Takes an order from where it stands to its certificate: authorization by token, CSR, download. It reads the order's state at each step
/// and keeps none, so it may be interrupted anywhere and begin again with the order's URL.
/// </summary>
public sealed class CertificateOrder
{
    private readonly AcmeSession _session;
    private readonly IAuthorityTokens _tokens;
    private readonly FingerprintForm _form;
    private readonly OrderPatience _patience;
    private readonly TimeProvider _time;
    private readonly IProgress<string>? _progress;

    /// <param name="progress">Hears each step in words.</param>
    public CertificateOrder(
        AcmeSession session, IAuthorityTokens tokens, FingerprintForm form, OrderPatience patience, TimeProvider time,
        IProgress<string>? progress = null) =>
        (_session, _tokens, _form, _patience, _time, _progress) = (session, tokens, form, patience, time, progress);

    /// <summary>Places an order, and gives its URL: keep it before going on.</summary>
    public Task<Outcome<string, AcmeFailure>> PlaceAsync(TnAuthList authority, CancellationToken cancellationToken) =>
        PlaceAsync(authority, OrderTerms.None, cancellationToken);

    /// <summary>The same on more terms.</summary>
    public async Task<Outcome<string, AcmeFailure>> PlaceAsync(
        TnAuthList authority, OrderTerms terms, CancellationToken cancellationToken)
    {
        if (!(await _session.PlaceAsync(authority, terms, cancellationToken)).TryGet(out var order, out var failure)) return failure;
        _progress?.Report($"order placed: {order.Url}");
        return order.Url;
    }

    /// <summary>
    /// Completes an order, or says why not. With <see cref="AcmeFailureKind.TooSlow"/> it stands and can be completed later.
    /// </summary>
    public async Task<Outcome<OrderedCertificate, AcmeFailure>> CompleteAsync(
        string orderUrl, CertificateWish wish, CancellationToken cancellationToken)
    {
        if (wish.PublicKey == JsonWebKey.From(_session.Key.PublicKey))
            return new AcmeFailure(
                AcmeFailureKind.KeyIsTheAccounts, "the certificate's key is the account's; RFC 8555 section 11.1 forbids that");
        var deadline = Deadline.After(_patience.Total, _time);
        var pause = _patience.Least;
        if (!(await ReadAsync(orderUrl, cancellationToken)).TryGet(out var order, out var failure)) return failure;
        while (order.Status is not (AcmeOrderStatus.Valid or AcmeOrderStatus.Invalid))
        {
            if (await StepAsync(order, wish, cancellationToken) is { } refused) return refused;

            // A server that does its work within the request has the next state at once; only one that does not is waited for.
            var before = order.Status;
            if (before != AcmeOrderStatus.Processing && !(await ReadAsync(orderUrl, cancellationToken)).TryGet(out order, out failure))
                return failure;
            if (order.Status == before)
            {
                var wait = Between(_patience.Least, order.RetryAfter ?? pause, _patience.Most);
                pause = Between(_patience.Least, pause * 2, _patience.Most);
                if (wait > deadline.Left(_time)) return TooSlow(order);
                await Task.Delay(wait, _time, cancellationToken);
                if (!(await ReadAsync(orderUrl, cancellationToken)).TryGet(out order, out failure)) return failure;
            }
            else if (deadline.HasPassed(_time))
            {
                return TooSlow(order);
            }
        }

        if (order.Status == AcmeOrderStatus.Valid) return await DownloadAsync(order, wish, cancellationToken);
        var cause = order.Problem ?? await ChallengeProblemAsync(order, cancellationToken) ?? "the CA does not say why";
        return new AcmeFailure(AcmeFailureKind.OrderInvalid, $"the order is invalid: {cause}");
    }

    private async Task<Outcome<PlacedOrder, AcmeFailure>> ReadAsync(string orderUrl, CancellationToken cancellationToken)
    {
        var read = await _session.ReadAsync(orderUrl, cancellationToken);
        if (read.TryGet(out var order, out _)) _progress?.Report($"order is {KebabCase.Of(order.Status)}");
        return read;
    }

    private async Task<AcmeFailure?> StepAsync(PlacedOrder order, CertificateWish wish, CancellationToken cancellationToken) =>
        order.Status switch
    {
        AcmeOrderStatus.Pending => await AuthorizeAsync(order, wish, cancellationToken),
        AcmeOrderStatus.Ready => await FinalizeAsync(order, wish, cancellationToken),
        AcmeOrderStatus.Processing or AcmeOrderStatus.Valid or AcmeOrderStatus.Invalid => null,
    };

    private AcmeFailure TooSlow(PlacedOrder order) =>
        new(AcmeFailureKind.TooSlow, $"the order is still {KebabCase.Of(order.Status)} after {_patience.Total.TotalMinutes:0.#} minutes");

    private async Task<AcmeFailure?> AuthorizeAsync(PlacedOrder order, CertificateWish wish, CancellationToken cancellationToken)
    {
        foreach (var url in order.Authorizations)
        {
            if (!(await _session.GetAsync(url, cancellationToken)).TryGet(out var answer, out var failure)
                || !TokenChallenge.Read(answer).TryGet(out var challenge, out failure))
                return failure;
            if (!challenge.IsOpen) continue;
            if (!(await TokenAsync(wish, cancellationToken)).TryGet(out var token, out failure)) return failure;
            _progress?.Report("authority token sent");
            var answered = await _session.PostAsync(challenge.ChallengeUrl, ResponseOf(token), cancellationToken);
            if (!answered.TryGet(out _, out failure)) return failure;
        }

        return null;
    }

    // RFC 9447 section 3 names the member tkauth, its drafts named it atc. A server ignores the one it does not know (RFC 8555 section
    // 7.5.1).
    private static string ResponseOf(string token) => $$"""{"tkauth":{{AcmeSigning.Text(token)}},"atc":{{AcmeSigning.Text(token)}}}""";

    private async Task<Outcome<string, AcmeFailure>> TokenAsync(CertificateWish wish, CancellationToken cancellationToken)
    {
        var accountKey = JsonWebKey.From(_session.Key.PublicKey);
        if (!accountKey.TryToPublicKey(out var publicKey)) throw new InvalidOperationException("The account's key is no point on P-256.");
        var fingerprint = _form switch
        {
            FingerprintForm.Jwk => KeyFingerprint.Of(accountKey),
            FingerprintForm.PublicKeyInfo => KeyFingerprint.OfPublicKeyInfo(publicKey.ToSubjectPublicKeyInfo()),
        };
        if (!(await _tokens.GetAsync(wish.Authority, fingerprint, wish.IsCa, cancellationToken)).TryGet(out var token, out var failure))
            return failure;
        return FindTokenViolation(token, wish, accountKey) is { } violation ? AcmeFailure.NoToken(violation) : token;
    }

    // A token that cannot fit would end the order; better to say so before it is sent.
    private string? FindTokenViolation(string token, CertificateWish wish, JsonWebKey accountKey)
    {
        if (!AuthorityToken.TryParse(token, out var parsed, out var refusal)) return $"the token cannot be read: {refusal.Detail}";
        return !parsed.TryDecodeValue(out var der)
            || !der.AsSpan().SequenceEqual(TnAuthListDer.Write(wish.Authority)) ? "the token is for another TNAuthList"
            : !KeyFingerprint.Fits(parsed.Fingerprint, accountKey) ? "the token is for another account's key"
            : parsed.IsCa != wish.IsCa ? "the token's ca is not what was asked for"
            : parsed.ExpiresAt <= _time.GetUtcNow() ? "the token has expired"
            : null;
    }

    private async Task<AcmeFailure?> FinalizeAsync(PlacedOrder order, CertificateWish wish, CancellationToken cancellationToken)
    {
        var csr = wish.Request
            ?? await SigningRequestWriter.WriteAsync(wish.Key!, wish.Authority, wish.Subject, wish.IsCa, cancellationToken);
        _progress?.Report("certificate signing request sent");
        var sent = await _session.PostAsync(order.Finalize, $$"""{"csr":"{{StrictBase64Url.Encode(csr.Der.Span)}}"}""", cancellationToken);

        // Not ready any more: an earlier try came through, or another instance was quicker. The order tells.
        return sent.TryGet(out _, out var failure) || failure.Type == "urn:ietf:params:acme:error:orderNotReady" ? null : failure;
    }

    private async Task<string?> ChallengeProblemAsync(PlacedOrder order, CancellationToken cancellationToken)
    {
        foreach (var url in order.Authorizations)
        {
            if ((await _session.GetAsync(url, cancellationToken)).TryGet(out var answer, out _)
                && TokenChallenge.Read(answer).TryGet(out var challenge, out _) && challenge.Problem is { } problem)
                return problem;
        }

        return null;
    }

    private async Task<Outcome<OrderedCertificate, AcmeFailure>> DownloadAsync(
        PlacedOrder order, CertificateWish wish, CancellationToken cancellationToken)
    {
        if (order.Certificate is not { } url) return AcmeFailure.NotUnderstood("the order is valid and names no certificate");
        if (!(await _session.GetAsync(url, cancellationToken)).TryGet(out var answer, out var failure)) return failure;
        if (!CertificateBundle.TryRead(answer.Body, out var chain, out var words))
            return AcmeFailure.NotUnderstood($"the certificate: {words}");
        if (IssuedCheck.FindViolation(chain, wish, _time.GetUtcNow()) is { } violation)
            return violation with { Received = chain[0] };
        _progress?.Report("certificate received");
        return new OrderedCertificate(
            [.. chain.Where((certificate, index) => index == 0 || !certificate.IsSelfIssued)], order.X5u ?? answer.CertificateLocation);
    }

    private static TimeSpan Between(TimeSpan least, TimeSpan wanted, TimeSpan most) =>
        wanted < least ? least : wanted > most ? most : wanted;
}
