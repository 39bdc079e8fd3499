using Shaken.Core.Authentication;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Statistics;

namespace Shaken.Core.Verification;

/// <summary>
/// Signs a call of a tenant (ATIS-1000074 section 5.2), hands the PASSporT to the out-of-band post, which delays nothing, and counts it.
/// It is here, and not beside <see cref="CallSigner"/>, since one set of statistics counts both sides.
/// </summary>
public sealed class SignCall
{
    private readonly CallSigner _signer;
    private readonly OutOfBandPosts _posts;
    private readonly CallCounts _counts;

    public SignCall(CallSigner signer, OutOfBandPosts posts, CallCounts counts) => (_signer, _posts, _counts) = (signer, posts, counts);

    public async ValueTask<Outcome<SignedCall, SigningRefusal>> SignAsync(
        Tenant tenant, CallToSign call, CancellationToken cancellationToken)
    {
        if (!(await _signer.SignAsync(tenant, call, cancellationToken)).TryGet(out var signed, out var refusal)) return refusal;

        // A CPS keeps a "shaken" PASSporT under one calling and one called number (ATIS-1000096), so others travel in SIP alone.
        if (signed.Type == PassportType.Shaken
            && call is { Orig: NumberParty { Number: var orig }, Dest: [NumberParty { Number: var dest }] })
            _posts.Enqueue(signed.Token, new CallNumbers(dest, orig), signed.IssuedAt);
        _counts.CountSigned(tenant, signed.Decision?.Attest, signed.Type);
        return signed;
    }
}
