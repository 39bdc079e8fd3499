using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>
/// A call as its signalling tells it, with everything that vouches for it. <see cref="CallSignalling"/> makes one of SIP texts.
/// </summary>
/// <param name="Orig">The caller: P-Asserted-Identity, else From. Null: the signalling does not tell who calls.</param>
/// <param name="Dest">The called party: To.</param>
public sealed record CallToVerify(PassportParty? Orig, PassportParty Dest)
{
    /// <summary>The caller asks for anonymity (RFC 5079 section 4). <see cref="Orig"/> may be known to the network all the same.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The Request-URI, where the call goes after retargeting; null: it goes to <see cref="Dest"/>.</summary>
    public PassportParty? Target { get; init; }

    /// <summary>The Date header; null: there is none. iat decides, see <see cref="VerificationRules.RefusesStaleDate"/>.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Values of Identity headers as they came, in their order. Untrusted, and of any length and number.</summary>
    public IReadOnlyList<string> Identities { get; init; } = [];

    /// <summary>PASSporTs in full form that a CPS held for the call. Untrusted: the CPS that held them may not have verified
    /// them.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>The values of Resource-Priority that the call asks for.</summary>
    public IReadOnlyList<ResourcePriority> Priorities { get; init; } = [];

    // Headers and tokens hold numbers.
    public override string ToString() =>
        $"a call from {Orig?.ToString() ?? "an unknown caller"} to {Dest}, {Identities.Count} Identity headers, {Held.Count} held";
}
