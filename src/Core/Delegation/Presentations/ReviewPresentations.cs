using System.Globalization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Delegation.Presentations;

/// <summary>
/// Looks at the certificates of standing presentations again, by lists that it fetches for this: a CRL may be good for a day, and a number
/// that was taken back must not get A for so long. What it finds is stored, so that it counts on every instance. Safe on many instances at
/// once, and to be repeated.
/// </summary>
public sealed class ReviewPresentations
{
    private readonly TakenPresentations _presentations;
    private readonly CertificateVerdicts _verdicts;
    private readonly RevocationLists _lists;
    private readonly TimeProvider _time;

    public ReviewPresentations(TakenPresentations presentations, CertificateVerdicts verdicts, RevocationLists lists, TimeProvider time) =>
        (_presentations, _verdicts, _lists, _time) = (presentations, verdicts, lists, time);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var standing = new List<StandingPresentation>();
        var paths = new List<(CertificateChain Chain, TrustDomain Domain)>();
        await foreach (var one in _presentations.ListStandingAsync(cancellationToken))
        {
            standing.Add(one);
            if (_verdicts.Judge(one.Chain).TryGet(out var certificate, out _)) paths.Add((certificate.Chain, certificate.Domain));
        }

        await _lists.RefreshAsync(paths, cancellationToken);
        foreach (var one in standing) await ReviewAsync(one, cancellationToken);
    }

    private async ValueTask ReviewAsync(StandingPresentation one, CancellationToken cancellationToken)
    {
        string? fault = null;
        if (!_verdicts.Judge(one.Chain).TryGet(out _, out var refusal))
        {
            if (!IsFinal(refusal.Reason)) return;
            fault = KebabCase.Of(refusal.Reason);
        }

        var wasRefused = one.Presentation.State == PresentationState.Refused;
        if (wasRefused == fault is not null) return;
        var request = string.Create(CultureInfo.InvariantCulture, $"review-{_time.GetUtcNow().ToUnixTimeMilliseconds()}");
        var reason = fault is null ? "its certificate is good again" : "its certificate is refused";
        var actor = new AuditParty("program", "presentation-review");
        if (!ActRequest.TryCreate(actor, address: null, reason, request, out var act, out var failure))
            throw new InvalidOperationException(failure);

        // A presentation that an operator removed meanwhile, or that expired, needs no verdict.
        await _presentations.JudgeAsync(one.Presentation.Id, fault, act, cancellationToken);
    }

    // What cannot be judged now keeps the state that it has: an outage of a list says nothing of a certificate.
    private static bool IsFinal(CertificateFailure failure) => failure switch
    {
        CertificateFailure.Revoked or CertificateFailure.Untrusted or CertificateFailure.OutsideValidity or CertificateFailure.Invalid
            or CertificateFailure.NotACertificate => true,
        CertificateFailure.RevocationUnknown or CertificateFailure.NoTrustList or CertificateFailure.Unreachable
            or CertificateFailure.UrlNotAllowed => false,
    };
}
