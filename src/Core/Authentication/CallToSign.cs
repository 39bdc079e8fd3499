using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Authentication;

/// <summary>A call, or a message, that a tenant wants signed. Parsed, and nothing in it believed yet.</summary>
/// <param name="Type">Which PASSporT is wanted.</param>
/// <param name="Orig">Who calls.</param>
/// <param name="Dest">Who is called: 1 to <see cref="Limits.Destinations"/>.</param>
public sealed record CallToSign(PassportType Type, PassportParty Orig, IReadOnlyList<PassportParty> Dest)
{
    /// <summary>iat as the caller gives it; null: now.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The attestation that the caller asks for; null: the policy decides alone.</summary>
    public Attestation? Attest { get; init; }

    /// <summary>The origid that the caller asks for; null: the policy decides alone.</summary>
    public string? OrigId { get; init; }

    /// <summary>The trunk or gateway at which the call came in, by the name that the policy has; null: it is not said.</summary>
    public string? Trunk { get; init; }

    /// <summary>The customer whose call it is, by the name that the policy has; null: it is not said.</summary>
    public string? Customer { get; init; }

    /// <summary>The claims of div, rph, rcd or msg; with shaken perhaps those of rcd. Null: none.</summary>
    public PassportExtension? Extension { get; init; }

    /// <summary>mky; empty: none.</summary>
    public IReadOnlyList<MediaKey> MediaKeys { get; init; } = [];

    /// <summary>The Identity headers that came with the call, in order: a delegate's PASSporT, or the one that a div refers to.</summary>
    public IReadOnlyList<string> Presented { get; init; } = [];
}
