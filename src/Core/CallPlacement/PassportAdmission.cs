using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.CallPlacement;

/// <summary>PASSporTs that were verified, all for one call.</summary>
public sealed record AdmittedPassports(CallNumbers Call, IReadOnlyList<VerifiedPassport> Passports);

/// <summary>
/// Verifies PASSporTs before a CPS keeps them: as ATIS-1000074 says, except that iat, orig and dest have no INVITE to match. What is
/// cheap comes first, for all of them, so that nobody is made to fetch for a request that is refused anyway.
/// </summary>
public sealed class PassportAdmission
{
    private const int RememberedCertificates = 10_000;

    private readonly PassportVerifier _verifier;
    private readonly KeyedRate _rate;

    public PassportAdmission(PassportVerifier verifier, CpsOptions options, TimeProvider time)
    {
        _verifier = verifier;
        _rate = new KeyedRate(options.PerCertificatePerSecond, options.PerCertificatePerSecond * 2.0, RememberedCertificates, time);
    }

    /// <param name="call">The call that the path names; null where it names none.</param>
    /// <param name="client">Who posts; fetches are counted by it.</param>
    public ValueTask<Outcome<AdmittedPassports, CpsRefusal>> AdmitAsync(
        CpsBody body, CallNumbers? call, ClientKey client, CancellationToken cancellationToken) =>
        AdmitAsync(body, call, call?.Dest, client, cancellationToken);

    /// <summary>The same where the path names the called number alone.</summary>
    public ValueTask<Outcome<AdmittedPassports, CpsRefusal>> AdmitCalledAsync(
        CpsBody body, TelephoneNumber dest, ClientKey client, CancellationToken cancellationToken) =>
        AdmitAsync(body, call: null, dest, client, cancellationToken);

    private async ValueTask<Outcome<AdmittedPassports, CpsRefusal>> AdmitAsync(
        CpsBody body, CallNumbers? call, TelephoneNumber? dest, ClientKey client, CancellationToken cancellationToken)
    {
        if (body.Passports.Any(token => token.Length > Limits.PassportOctets))
            return new CpsRefusal(CpsFailure.BodyTooLarge, $"a PASSporT is longer than {Limits.PassportOctets} octets");

        var good = new List<CheckedPassport>(body.Passports.Count);
        var of = call;
        foreach (var token in body.Passports)
        {
            if (!UntrustedPassport.TryParse(token, out var passport, out var refusal)) return Refused(refusal);
            if (!Check(passport).TryGet(out var checkedOne, out refusal)) return Refused(refusal);
            if (CallOf(passport) is not { } named)
                return new CpsRefusal(CpsFailure.NotOneCall, "a PASSporT at a CPS has one dest.tn and an orig.tn");
            if (dest is not null && named.Dest != dest)
                return new CpsRefusal(CpsFailure.NotThisCall, "a PASSporT's dest is not the called number of the path");
            of ??= named;
            if (named != of)
            {
                return call is null
                    ? new CpsRefusal(CpsFailure.NotOneCall, "the PASSporTs of a request are of one call")
                    : new CpsRefusal(CpsFailure.NotThisCall, "a PASSporT's orig and dest are not those of the path");
            }

            good.Add(checkedOne);
        }

        return await VerifyAsync(good, of!, client, cancellationToken);
    }

    private async ValueTask<Outcome<AdmittedPassports, CpsRefusal>> VerifyAsync(
        List<CheckedPassport> passports, CallNumbers call, ClientKey client, CancellationToken cancellationToken)
    {
        var verified = new List<VerifiedPassport>(passports.Count);
        foreach (var passport in passports)
        {
            if (!(await _verifier.VerifyAsync(passport, client, cancellationToken)).TryGet(out var good, out var refusal))
                return Refused(refusal);

            // Counted when the signature is proven: before, a stranger could use another's certificate up by naming it.
            if (!_rate.TryTake(good.Signer.Certificate.Fingerprint))
                return new CpsRefusal(CpsFailure.SignerTooFast, "too many PASSporTs of this certificate");
            verified.Add(good);
        }

        return new AdmittedPassports(call, verified);
    }

    private Outcome<CheckedPassport, PassportRefusal> Check(UntrustedPassport passport) =>
        passport.Claims.Shaken is null
            ? new PassportRefusal(VerificationFailure.PptNotSupported, "a CPS takes PASSporTs with ppt \"shaken\"")
            : _verifier.Check(passport, call: null);

    private static CallNumbers? CallOf(UntrustedPassport passport) =>
        passport.Claims is { Orig: NumberParty orig, Dest: [NumberParty dest] } ? new CallNumbers(dest.Number, orig.Number) : null;

    private static CpsRefusal Refused(PassportRefusal refusal) =>
        new(ReasonOf(refusal.Reason), $"{refusal.Reason.Name()}: {refusal.Detail}", refusal.Reason) { RetryAfter = refusal.RetryAfter };

    // A publisher repeats what failed for want of an answer, and corrects what is wrong.
    private static CpsFailure ReasonOf(VerificationFailure failure) =>
        failure is VerificationFailure.CertificateUnreachable or VerificationFailure.NoTrustList or VerificationFailure.RevocationUnknown
            ? CpsFailure.NotVerifiableNow
            : CpsFailure.PassportRefused;
}
