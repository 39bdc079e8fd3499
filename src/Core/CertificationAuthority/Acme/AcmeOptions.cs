using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>How this CA runs its ACME server.</summary>
public sealed record AcmeOptions
{
    /// <summary>
    /// Where the server's resources are, such as <c>https://ca.example/acme</c>; null: at the address each request was sent to, for a
    /// laptop.
    /// </summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The terms that an account agrees to; null: none.</summary>
    public Uri? TermsOfService { get; init; }

    public Uri? Website { get; init; }

    /// <summary>A new account shows a key that the operator gave it (RFC 8555 section 7.3.4).</summary>
    public bool RequiresExternalAccount { get; init; }

    /// <summary>Orders for numbers, ranges and certificates that are CAs themselves (RFC 9060); else one SPC and nothing more.</summary>
    public bool AllowsDelegation { get; init; }

    /// <summary>
    /// The TNAuthList of the CA's own certificate: numbers are certified within it (RFC 9060 section 4). Null: it has none, and certifies
    /// none.
    /// </summary>
    public TnAuthList? OwnAuthority { get; init; }

    /// <summary>Named in the challenge for clients that look there (RFC 9447 section 4); SHAKEN's go by configuration.</summary>
    public Uri? TokenAuthority { get; init; }

    /// <summary>How long an order may take until it is finalized.</summary>
    public TimeSpan OrderLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long an authorization counts, for revocation by another account.</summary>
    public TimeSpan AuthorizationLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a nonce is good.</summary>
    public TimeSpan NonceLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far ahead a certificate may begin.</summary>
    public TimeSpan LongestAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>New orders of one account a minute.</summary>
    public int OrdersPerMinute { get; init; } = 60;

    /// <summary>New accounts without an external binding, an hour and instance, from one address.</summary>
    public int NewAccountsPerAddressPerHour { get; init; } = 10;

    /// <summary>The same from all addresses.</summary>
    public int NewAccountsPerHour { get; init; } = 300;

    /// <summary>How long an account without an external binding is kept that never finalized an order.</summary>
    public TimeSpan UnusedAccountLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Kinds of certificate that a client may choose.</summary>
    public AcmeProfiles Profiles { get; init; } = AcmeProfiles.None;

    /// <summary>An order may have JWTClaimConstraints beside its TNAuthList.</summary>
    public bool AllowsClaimConstraints { get; init; }

    public AcmeQuirks Quirks { get; init; } = AcmeQuirks.None;
}

/// <summary>What certain clients get wrong and a CA may choose to live with; each off unless an operator turns it on.</summary>
/// <param name="PaddedIdentifiers">Identifier values in base64 with padding, which RFC 8555 section 6.1 refuses.</param>
/// <param name="UndottedEmptyPayload">
/// An empty payload signed over the protected header alone, without the dot of RFC 7515 section 5.1.
/// </param>
/// <param name="EmptyNewAccount">newAccount with an empty payload, taken as an empty object.</param>
public sealed record AcmeQuirks(bool PaddedIdentifiers, bool UndottedEmptyPayload, bool EmptyNewAccount)
{
    internal const string PaddedIdentifiersSetting = "Acme:Quirks=PaddedIdentifiers";
    internal const string UndottedEmptyPayloadSetting = "Acme:Quirks=UndottedEmptyPayload";
    internal const string EmptyNewAccountSetting = "Acme:Quirks=EmptyNewAccount";
    internal const string DelegationSetting = "Acme:AllowDelegation";

    public static AcmeQuirks None { get; } = new(false, false, false);
}
