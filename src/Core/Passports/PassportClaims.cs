using Shaken.Core.Foundations;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Passports;

/// <summary>Who calls or is called: a telephone number, or a URI where there is no number (RFC 8225 section 5.2.1).</summary>
public abstract record PassportParty
{
    private protected PassportParty()
    {
    }
}

/// <summary>The <c>tn</c> member.</summary>
public sealed record NumberParty(TelephoneNumber Number) : PassportParty;

/// <summary>The <c>uri</c> member, as written; at most <see cref="Limits.UriLength"/> characters.</summary>
public sealed record UriParty(string Uri) : PassportParty
{
    // A URI may hold a number or a name: personal data.
    public override string ToString() => "(a URI)";
}

/// <summary>How far the signer vouches for the caller (RFC 8588 section 4, ATIS-1000074).</summary>
public enum Attestation
{
    /// <summary>Full: the signer knows the customer and that the number may be used.</summary>
    A,

    /// <summary>Partial: the signer knows the customer, not the right to the number.</summary>
    B,

    /// <summary>Gateway: the signer only let the call in.</summary>
    C,
}

/// <summary>
/// The claims of a PASSporT of the base form (RFC 8225) or, where <see cref="Shaken"/> is there, of the shaken form (RFC 8588). Those of
/// other extensions stand in <see cref="ExtendedClaims"/>: most calls have none.
/// </summary>
/// <param name="Orig">Who calls.</param>
/// <param name="Dest">Who is called: 1 to <see cref="Limits.Destinations"/>, numbers before URIs.</param>
/// <param name="IssuedAt">iat, whole seconds.</param>
/// <param name="Shaken">attest and origid; null in other forms.</param>
public record PassportClaims(PassportParty Orig, IReadOnlyList<PassportParty> Dest, DateTimeOffset IssuedAt, ShakenClaims? Shaken)
{
    /// <summary>The type that these claims make.</summary>
    public virtual PassportType Type => Shaken is null ? PassportType.Base : PassportType.Shaken;

    /// <summary>The claims that the type adds, or that stand beside those of shaken (RFC 9795); null where there are none.</summary>
    public virtual PassportExtension? Extension => null;

    /// <summary>mky: fingerprints of the keys of the call's media (RFC 8225 section 5.2.2), which nobody here compares.</summary>
    public virtual IReadOnlyList<MediaKey> MediaKeys => [];

    /// <summary>The claims of a shaken PASSporT for one called and one calling number.</summary>
    public static PassportClaims ForCall(
        TelephoneNumber orig, TelephoneNumber dest, DateTimeOffset issuedAt, Attestation attest, string origId) =>
        new(new NumberParty(orig), [new NumberParty(dest)], issuedAt, new ShakenClaims(attest, origId));
}

/// <summary>What RFC 8588 adds.</summary>
/// <param name="Attest">The attestation.</param>
/// <param name="OrigId">A UUID (RFC 4122) that tells the signer where the call came from, and nobody else.</param>
public sealed record ShakenClaims(Attestation Attest, string OrigId);
