using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>
/// Takes the proof of a customer that it may call from numbers of another provider (TN proof-of-possession). Anybody may send one, so
/// what is cheap is judged first: form, audience and nonce before a certificate is fetched, the signature before a chain that came along
/// is judged, and the store is written only for a certificate that is good and a customer that takes presentations.
/// </summary>
public sealed class PresentNumbers
{
    private readonly TakenPresentations _presentations;
    private readonly IPresentationCustomers? _customers;
    private readonly CertificateVerdicts _verdicts;
    private readonly StatelessNonces _nonces;
    private readonly PresentationOptions _options;
    private readonly TimeProvider _time;

    /// <param name="customers">Null: no signing policy is in this deployment, and no customer takes presentations.</param>
    public PresentNumbers(
        TakenPresentations presentations, IPresentationCustomers? customers, CertificateVerdicts verdicts, StatelessNonces nonces,
        PresentationOptions options, TimeProvider time) =>
        (_presentations, _customers, _verdicts, _nonces, _options, _time) = (presentations, customers, verdicts, nonces, options, time);

    /// <summary>Takes a presentation. The same request again changes nothing and succeeds.</summary>
    /// <param name="compact">See <see cref="UntrustedPresentation"/>.</param>
    /// <param name="client">By whom fetches are counted.</param>
    /// <param name="address">For the audit log; null: not known.</param>
    public async ValueTask<Outcome<Presentation, PresentationRefusal>> PresentAsync(
        string compact, ClientKey client, string? address, CancellationToken cancellationToken)
    {
        if (!UntrustedPresentation.TryParse(compact, out var presented, out var failure)) return Malformed(failure);
        var claims = presented.Claims;
        if (!_options.Audiences.Contains(claims.Audience, StringComparer.Ordinal))
            return new PresentationRefusal(PresentationFailure.AudienceNotOurs, "aud is none of the origins of this provider");
        if (!_nonces.IsGenuine(claims.Nonce)) return NonceNotGood;

        if (!(await FindCertificateAsync(presented.Token, client, cancellationToken)).TryGet(out var certificate, out var refusal))
            return refusal;
        if (MismatchOf(presented.Token, certificate.Key) is { } mismatch) return mismatch;
        if (!PresentedNumbers.Of(certificate, claims.Numbers).TryGet(out var numbers, out refusal)) return refusal;
        if (FaultOf(certificate, numbers) is { } distrust) return distrust;
        if (_customers is null || !await _customers.TakesAsync(claims.Customer, cancellationToken))
        {
            return new PresentationRefusal(
                PresentationFailure.CustomerTakesNone, "no signing policy takes presentations for this customer: ask the provider");
        }

        var request = Convert.ToHexStringLower(presented.Token.SigningInputDigest);
        if (!await _nonces.TryRedeemAsync(claims.Nonce, request, cancellationToken)) return NonceNotGood;
        return await StoreAsync(claims, certificate, address, request, cancellationToken);
    }

    private static PresentationRefusal NonceNotGood { get; } = new(
        PresentationFailure.NonceNotGood, "the nonce is not ours, too old, or was used: ask for another and sign again");

    private static PresentationRefusal Malformed(string failure) => new(PresentationFailure.Malformed, failure);

    private async ValueTask<Outcome<TrustedCertificate, PresentationRefusal>> FindCertificateAsync(
        Jws token, ClientKey client, CancellationToken cancellationToken)
    {
        Outcome<TrustedCertificate, CertificateRefusal> verdict;
        if (token.Header.X5c is { } encoded)
        {
            if (!CertificateBundle.TryReadBase64(encoded, out var chain, out var failure)) return Malformed($"x5c: {failure}");

            // Certificates are public, and a chain costs several signature checks: only the holder of its first key has it judged.
            if (!chain[0].PublicKey.TryToP256(out var key)) return Malformed("x5c: the key of the first certificate is no point on P-256");
            if (MismatchOf(token, key) is { } mismatch) return mismatch;
            verdict = _verdicts.Judge(chain);
        }
        else verdict = await _verdicts.FindAsync(token.Header.X5u!, client, cancellationToken);
        if (verdict.TryGet(out var certificate, out var refusal)) return certificate;
        return new PresentationRefusal(FailureOf(refusal.Reason), $"the certificate: {refusal.Detail}") { RetryAfter = refusal.RetryAfter };
    }

    private static PresentationRefusal? MismatchOf(Jws token, EcdsaPublicKey key) =>
        JwsVerifier.FaultOf(token, key) is { } fault
            ? new PresentationRefusal(
                PresentationFailure.SignatureMismatch, $"the certificate's key did not sign the presentation: {KebabCase.Of(fault)}")
            : null;

    private static PresentationFailure FailureOf(CertificateFailure reason) => reason switch
    {
        CertificateFailure.Unreachable or CertificateFailure.NoTrustList or CertificateFailure.RevocationUnknown =>
            PresentationFailure.NotVerifiableNow,
        CertificateFailure.UrlNotAllowed or CertificateFailure.NotACertificate => PresentationFailure.Malformed,
        CertificateFailure.Untrusted or CertificateFailure.OutsideValidity or CertificateFailure.Revoked or CertificateFailure.Invalid =>
            PresentationFailure.CertificateRefused,
    };

    // Whether an A counts is judged for each number at its call; a certificate of which none would is told so now.
    private static PresentationRefusal? FaultOf(TrustedCertificate certificate, NumberSet numbers)
    {
        var policy = certificate.Domain.Policy;
        var first = numbers.Ranges.Select(range => range.Start).Concat(numbers.Singles);
        return first.Any(number => policy.CountsInFull(certificate.Country, number))
            ? null
            : new PresentationRefusal(
                PresentationFailure.CountryNotTrusted,
                $"certificates of {certificate.Country} give no full attestation here, or not for these numbers");
    }

    private async ValueTask<Outcome<Presentation, PresentationRefusal>> StoreAsync(
        PresentationClaims claims, TrustedCertificate certificate, string? address, string request, CancellationToken cancellationToken)
    {
        var path = certificate.Chain.Path;
        var chain = string.Join('\n', path.Where((one, index) => index == 0 || !one.IsSelfIssued).Select(one => one.ToPem()));
        if (Encoding.ASCII.GetByteCount(chain) > TakenPresentations.MaxChainOctets)
            return Malformed($"the chain is longer than {TakenPresentations.MaxChainOctets} octets in PEM: sign each call with it instead");
        var fingerprint = certificate.Certificate.Fingerprint;
        var asked = claims.Numbers is { } numbers ? NumberTexts.Of(numbers) : null;
        var document = new PresentationDocument(
            fingerprint, chain, asked, certificate.LentBy?.ToString(), _time.GetUtcNow(), certificate.Chain.NotAfter,
            PresentationState.InForce, Why: null);
        var id = new PresentationId(claims.Customer, fingerprint);
        var actor = new AuditParty("delegate", fingerprint);
        if (!ActRequest.TryCreate(actor, address, "presented by the holder of the key", request, out var act, out var failure))
            throw new InvalidOperationException(failure);
        return await _presentations.AddAsync(id, document, act, request, cancellationToken);
    }
}
