using Shaken.Core.Passports;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Verification.Statistics;

/// <summary>On which side of a call this deployment stood.</summary>
public enum CallSide
{
    /// <summary>It verified the call.</summary>
    Terminating,

    /// <summary>It signed the call.</summary>
    Originating,
}

/// <summary>What calls are told apart by in counts. No part is personal data, and each has few values.</summary>
/// <param name="Verstat">As the called party was told; null of a signed call.</param>
/// <param name="Code">The SIP code of the failure; 0: none.</param>
/// <param name="Attest">As it was believed, or signed; null: none.</param>
/// <param name="Country">Of the signer; empty: not known.</param>
/// <param name="Signer">As <c>US/1234</c>; empty: not known.</param>
/// <param name="Dialect">Of the request; empty of a signed call.</param>
/// <param name="Action">What happened to the call; null of a signed one.</param>
/// <param name="Type">Of the PASSporT that vouches, or that was signed; null: none.</param>
public readonly record struct CallLabels(
    CallSide Side, string Tenant, Verstat? Verstat, int Code, Attestation? Attest, string Country, string Signer, string Dialect,
    TreatmentAction? Action, PassportType? Type)
{
    /// <summary>The attestation of a verified call as it was signed, before the policy of the signer's country; null: none.</summary>
    public Attestation? Asserted { get; init; }

    /// <summary>The first 16 digits of the fingerprint of the root that the signer's certificate leads to; empty: to none.</summary>
    public string Root { get; init; } = "";

    /// <summary>
    /// Of a certificate that leads to no trusted root: the issuer that it names (<see cref="Trust.Verdicts.ClaimedIssuer.KeysOf"/>) and,
    /// after a space, the provider; empty: another call. Not verified.
    /// </summary>
    public string Claimed { get; init; } = "";

    /// <summary>The value of a label beyond its bound.</summary>
    public const string Other = "other";

    /// <summary>Where a minute has more sets of labels than are told apart.</summary>
    internal static CallLabels OthersOf(CallSide side) =>
        new(side, Other, Verstat: null, Code: 0, Attest: null, Other, Other, Other, Action: null, Type: null);
}

/// <summary>Calls of one set of labels.</summary>
public readonly record struct CallCount(CallLabels Labels, long Calls);

/// <summary>The calls of one minute.</summary>
/// <param name="Minute">Its beginning, UTC.</param>
public sealed record MinuteOfCalls(DateTimeOffset Minute, IReadOnlyList<CallCount> Counts);
