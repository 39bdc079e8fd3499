using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Notices;

/// <summary>What a CA is told.</summary>
public enum NoticeKind
{
    /// <summary>One SPC token does not count any more.</summary>
    TokenRevoked,

    /// <summary>No token of this provider counts any more.</summary>
    AccountSuspended,

    /// <summary>Tokens of this provider count (again).</summary>
    AccountReinstated,

    /// <summary>One certificate must be revoked.</summary>
    Revoke,
}

/// <summary>What a policy administrator tells its CAs. Closed: the three records below.</summary>
public abstract record Notice
{
    private protected Notice()
    {
    }

    public abstract NoticeKind Kind { get; }
}

/// <summary>Whether a provider's tokens count.</summary>
public sealed record ProviderNotice(ProviderId Provider, bool IsSuspended) : Notice
{
    public override NoticeKind Kind => IsSuspended ? NoticeKind.AccountSuspended : NoticeKind.AccountReinstated;
}

/// <summary>A token that was taken back.</summary>
/// <param name="TokenId">Its jti.</param>
public sealed record TokenNotice(string TokenId) : Notice
{
    public override NoticeKind Kind => NoticeKind.TokenRevoked;
}

/// <summary>A certificate that the policy administrator revoked. It is on the administrator's CRL whether the CA follows or not.</summary>
public sealed record CertificateNotice(DistinguishedName Issuer, CertificateSerial Serial, RevocationReason Reason) : Notice
{
    public override NoticeKind Kind => NoticeKind.Revoke;
}
