using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>The claims that one extension adds to orig, dest and iat.</summary>
public abstract record PassportExtension
{
    private protected PassportExtension()
    {
    }

    /// <summary>The type of a PASSporT with these claims.</summary>
    public abstract PassportType Type { get; }
}

/// <summary>div: a call to <paramref name="From"/> goes to dest instead (RFC 8946 section 3).</summary>
/// <param name="From">The called party before.</param>
/// <param name="HistoryIndex">hi: the index in History-Info, such as 1.2.1 (RFC 8946 section 8); null: none.</param>
public sealed record Diversion(PassportParty From, string? HistoryIndex) : PassportExtension
{
    public override PassportType Type => PassportType.Div;
}

/// <summary>div and opt: the same with the former PASSporT in full form inside (RFC 8946 section 5).</summary>
/// <param name="Original">opt, not parsed.</param>
public sealed record EmbeddedDiversion(Diversion Diversion, string Original) : PassportExtension
{
    public override PassportType Type => PassportType.DivO;

    // A token holds numbers.
    public override string ToString() => "(a div-o PASSporT)";
}

/// <summary>rph and sph: the priorities that the caller may use (RFC 8443 section 3, RFC 9027 section 4).</summary>
/// <param name="Auth">The r-values under "auth", 1 to <see cref="Limits.ResourcePriorities"/>.</param>
/// <param name="IsEmergencyCallback">sph is there, and then always "psap-callback".</param>
public sealed record PriorityClaims(IReadOnlyList<ResourcePriority> Auth, bool IsEmergencyCallback = false) : PassportExtension
{
    public override PassportType Type => PassportType.Rph;
}

/// <summary>msgi: the digest of a message's body (RFC 9475).</summary>
/// <param name="Body">Null: the PASSporT does not say which message it is of.</param>
public sealed record MessageClaims(ContentDigest? Body) : PassportExtension
{
    public override PassportType Type => PassportType.Msg;
}

/// <summary>A PASSporT of the answer: no claims of its own.</summary>
public sealed record ConnectedClaims : PassportExtension
{
    public override PassportType Type => PassportType.Rsp;
}

/// <summary>A fingerprint of mky (RFC 8225 section 5.2.2).</summary>
/// <param name="Algorithm">As SDP names it: sha-256.</param>
/// <param name="Fingerprint">Hexadecimal digits as written, without colons.</param>
public sealed record MediaKey(string Algorithm, string Fingerprint);
