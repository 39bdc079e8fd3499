using System.Buffers;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication;

/// <summary>
/// Signs the calls of tenants: by the tenant's policy, with the certificate of its provider. Warm, it reads memory only; a call of a tenant
/// or a source that this instance has not met reads the store once, and one that presents a delegate's PASSporT may fetch a certificate.
/// Safe for many threads at once.
/// </summary>
public sealed class CallSigner
{
    private readonly KeptSigningRules _rules;
    private readonly SigningCertificates _certificates;
    private readonly OrigIds _origIds;
    private readonly PresentationEvidence _presentations;
    private readonly DelegateEvidence _delegates;
    private readonly TimeProvider _time;
    private readonly SigningOptions _options;

    public CallSigner(
        KeptSigningRules rules, SigningCertificates certificates, OrigIds origIds, PresentationEvidence presentations,
        DelegateEvidence delegates, TimeProvider time, SigningOptions options)
    {
        (_rules, _certificates, _origIds) = (rules, certificates, origIds);
        (_presentations, _delegates, _time, _options) = (presentations, delegates, time, options);
    }

    /// <exception cref="Storage.StorageException">The policy, or the number of the call's source, is not known here yet, and the store does
    /// not answer.</exception>
    public async ValueTask<Outcome<SignedCall, SigningRefusal>> SignAsync(
        Tenant tenant, CallToSign call, CancellationToken cancellationToken)
    {
        if (!tenant.IsActive) return new SigningRefusal(SigningFailure.TenantClosed, $"the tenant {tenant.Id} is closed");
        var now = _time.GetUtcNow();
        var rules = await _rules.GetAsync(tenant.Id, cancellationToken);
        if (CallClaims.FindFault(call, rules.Policy) is { } fault) return fault;
        if (!IssuedAtOf(call, now).TryGet(out var issuedAt, out var refusal)) return refusal;
        if (!_certificates.Find(tenant.Provider, now, issuedAt).TryGet(out var certificate, out refusal)) return refusal;

        AttestationDecision? decision = null;
        ShakenClaims? shaken = null;
        if (call.Type == PassportType.Shaken)
        {
            if (call.OrigId is not null && rules.Policy.AskedOrigId == AskedOrigId.Refused)
                return new SigningRefusal(SigningFailure.OrigIdNotAllowed, "the policy gives each call its origid: leave it out");
            var origin = rules.OriginOf(call.Customer, call.Trunk);
            if (!(await DecideAsync(tenant.Id, rules, origin, call, now, cancellationToken)).TryGet(out decision, out refusal))
                return refusal;
            if (!(await OrigIdOfAsync(tenant.Id, rules, decision, origin, call, cancellationToken)).TryGet(out var origId, out refusal))
                return refusal;
            shaken = new ShakenClaims(decision.Attest, origId);
        }
        else if (await AuthorityFaultAsync(tenant.Id, rules, call, now, cancellationToken) is { } unauthorized) return unauthorized;

        if (!CallClaims.Make(call, issuedAt, shaken).TryGet(out var claims, out refusal)) return refusal;
        if (FaultOf(claims, certificate) is { } invalid) return invalid;
        var token = await certificate.Signer.SignAsync(claims, cancellationToken);
        return token.Length <= Limits.PassportOctets
            ? new SignedCall(token, certificate.X5u, call.Type, issuedAt, decision)
            : new SigningRefusal(SigningFailure.ClaimInvalid, $"the PASSporT would be longer than {Limits.PassportOctets} octets");
    }

    private Outcome<DateTimeOffset, SigningRefusal> IssuedAtOf(CallToSign call, DateTimeOffset now)
    {
        if (!DivertedCall.FindOriginal(call).TryGet(out var original, out var refusal)) return refusal;
        if (call.IssuedAt is { } given)
        {
            return IsFresh(given, now)
                ? WholeSeconds(given)
                : new SigningRefusal(
                    SigningFailure.Stale,
                    $"iat must be at most {_options.Freshness.TotalSeconds:0} seconds old and {_options.Ahead.TotalSeconds:0} ahead");
        }

        // Kept as long as verifiers take it: a call may ring for long before it is diverted.
        return WholeSeconds(original.At is { } at && IsFresh(at, now) ? at : now);
    }

    private bool IsFresh(DateTimeOffset issuedAt, DateTimeOffset now) =>
        now - issuedAt <= _options.Freshness && issuedAt - now <= _options.Ahead;

    private static DateTimeOffset WholeSeconds(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());

    private async ValueTask<Outcome<AttestationDecision, SigningRefusal>> DecideAsync(
        TenantId tenant, SigningRules rules, CallOrigin origin, CallToSign call, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var decided = await FindFullAsync(tenant, rules, call.Orig, origin, call, now, cancellationToken) ?? rules.FindPartial(origin);
        if (rules.Under(decided, call.Attest) is { } decision) return decision;
        return new SigningRefusal(
            SigningFailure.AttestNotAllowed,
            decided is null
                ? "the policy signs no call that comes from there"
                : $"the rule {decided.Rule} gives {decided.Attest}, and the call asks for {call.Attest}");
    }

    private async ValueTask<AttestationDecision?> FindFullAsync(
        TenantId tenant, SigningRules rules, PassportParty party, CallOrigin origin, CallToSign call, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (rules.FindFull(party, origin, now) is { } full) return full;

        // Both say who may call from a number, and nothing of whose calls to it may be diverted.
        if (party != call.Orig) return null;
        if (rules.PresenterOf(origin) is { } customer
            && await _presentations.FindAsync(tenant, customer, party, cancellationToken) is { } presented)
            return presented;
        return rules.Policy.TakesDelegates && call.Presented.Count > 0
            ? await _delegates.FindAsync(tenant, call, cancellationToken)
            : null;
    }

    private ValueTask<Outcome<string, SigningRefusal>> OrigIdOfAsync(
        TenantId tenant, SigningRules rules, AttestationDecision decision, CallOrigin origin, CallToSign call,
        CancellationToken cancellationToken)
    {
        if (call.OrigId is null || rules.Policy.AskedOrigId != AskedOrigId.Kept)
            return MadeAsync(_origIds.GetAsync(tenant, rules.Policy, decision, origin, cancellationToken));
        return ValueTask.FromResult<Outcome<string, SigningRefusal>>(
            OrigIdText.TryRead(call.OrigId, out var kept)
                ? kept
                : new SigningRefusal(SigningFailure.ClaimInvalid, "origid must be a UUID, such as 123e4567-e89b-12d3-a456-426655440000"));

        static async ValueTask<Outcome<string, SigningRefusal>> MadeAsync(ValueTask<string> making) => await making;
    }

    // Without an attestation a PASSporT that vouches for the caller says as much as A, and a diversion says that the tenant's number was
    // called (RFC 8946 section 4.1).
    private async ValueTask<SigningRefusal?> AuthorityFaultAsync(
        TenantId tenant, SigningRules rules, CallToSign call, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var party = call.Extension is Diversion diversion ? diversion.From : call.Type.VouchesForCaller() ? call.Orig : null;
        if (party is null || rules.Policy.AskedAttestation == AskedAttestation.Trusted) return null;
        var origin = rules.OriginOf(call.Customer, call.Trunk);
        if (await FindFullAsync(tenant, rules, party, origin, call, now, cancellationToken) is not null) return null;
        return new SigningRefusal(
            SigningFailure.OrigNotAllowed,
            call.Extension is Diversion
                ? "there is no evidence that the party that the call is diverted from is the tenant's"
                : "there is no evidence that the tenant may use the calling number, and a PASSporT of this type would say so");
    }

    // What we would not take we do not make: the claims of extensions are read back by the rules for others' PASSporTs, and those of all
    // types are held against the certificate's constraints.
    private static SigningRefusal? FaultOf(PassportClaims claims, SigningCertificate certificate)
    {
        var constraints = certificate.Leaf.Extensions.ClaimConstraints;
        if (constraints is null && claims is not ExtendedClaims) return null;
        var payload = new ArrayBufferWriter<byte>(1024);
        PassportWriter.Write(payload, claims);
        if (claims is ExtendedClaims
            && !ExtensionReader.Read(payload.WrittenMemory, claims.Type, claims, []).TryGet(out _, out var unread))
            return new SigningRefusal(SigningFailure.ClaimInvalid, unread.Detail);
        return constraints?.FindViolation(PassportClaimNames.Of(payload.WrittenMemory)) is { } violation
            ? new SigningRefusal(SigningFailure.ClaimInvalid, violation)
            : null;
    }
}
