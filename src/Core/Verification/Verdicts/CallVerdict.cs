using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>What is known of a caller's number, and by whom (RFC 8224 section 6.2, ATIS-1000074).</summary>
/// <param name="Verstat">The verdict on the call.</param>
/// <param name="Headers">The verdict on each Identity header in its order, then on each held PASSporT.</param>
public sealed record CallVerdict(Verstat Verstat, IReadOnlyList<HeaderVerdict> Headers)
{
    /// <summary>
    /// Why the call is not vouched for. Null where it is, and where nothing is wrong: no Identity header and none required, or a country
    /// whose attestation counts for nothing.
    /// </summary>
    public VerificationFailure? Failure { get; init; }

    /// <summary>The failure, or the reason for No-TN-Validation, in words without personal data.</summary>
    public string? Detail { get; init; }

    /// <summary>The SIP status of <see cref="Failure"/> in the dialect of the rules; null without a failure.</summary>
    public SipStatus? Status { get; init; }

    /// <summary>The PASSporT that vouches for the caller.</summary>
    public VerifiedPassport? Caller { get; init; }

    /// <summary>The attestation as it is believed, after the policy of the signer's country; null: none is.</summary>
    public Attestation? Attest { get; init; }

    /// <summary>origid of the shaken PASSporT that was looked at, also where its attestation is not believed.</summary>
    public string? OrigId { get; init; }

    /// <summary>Who signed; null: nobody is known, or a delegate.</summary>
    public ProviderId? Signer { get; init; }

    /// <summary>
    /// The provider that lent the calling number to the delegate who signed (RFC 9060); null: no delegate signed, or it is not known which
    /// provider.
    /// </summary>
    public ProviderId? LentBy { get; init; }

    /// <summary>The providers whose codes the delegate's certificate names beside its numbers; they vouch for nothing.</summary>
    public IReadOnlyList<ProviderId> Originators { get; init; } = [];

    /// <summary>The country of the signer's root.</summary>
    public CountryCode? Country { get; init; }

    /// <summary>The attestation as it was signed, before the policy of the signer's country; null: none was.</summary>
    public Attestation? Asserted { get; init; }

    /// <summary>SHA-256 of the root that the signer's certificate leads to, 64 hexadecimal digits in lower case; null: to none.</summary>
    public string? Root { get; init; }

    /// <summary>Whom the signer's certificate names above it, where it leads to no trusted root. Not verified.</summary>
    public ClaimedIssuer? Claimed { get; init; }

    /// <summary>The signer is of another country than the one at home.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The rule that decided, such as <c>rfc8224-6.2.1</c>, or the policy of the signer's country.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>What was accepted though a profile says otherwise, and what differs between in band and held.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What it takes to repeat the verdict later; null unless the rules ask for it.</summary>
    public VerdictProof? Proof { get; init; }
}
