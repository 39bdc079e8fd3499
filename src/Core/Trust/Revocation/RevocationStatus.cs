using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Revocation;

/// <summary>Whether the certificates of a path are revoked, as far as is known at a moment.</summary>
/// <param name="Refusal">Why the path is not to be believed; null: it may be.</param>
/// <param name="Findings">What is not known, and what was taken to be covered by policy.</param>
/// <param name="GoodUntil">When a CRL that this rests on must have been replaced.</param>
public sealed record RevocationStatus(StatusRefusal? Refusal, IReadOnlyList<Finding> Findings, DateTimeOffset GoodUntil);

/// <summary>Why a path is refused.</summary>
public sealed record StatusRefusal(StatusFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum StatusFailure
{
    /// <summary>A certificate stands on a CRL.</summary>
    Revoked,

    /// <summary>A list cannot be had, and policy is <see cref="RevocationPolicy.Refuse"/>.</summary>
    Unknown,
}

/// <summary>What a call does while the list that covers a certificate cannot be had.</summary>
public enum RevocationPolicy
{
    /// <summary>Believes the certificate, and reports that its revocation is not known.</summary>
    AcceptWithFinding,

    /// <summary>Refuses it until the list is there. An outage of the list is then an outage of verification.</summary>
    Refuse,
}

/// <summary>Which CRL covers a certificate whose distribution point names no cRLIssuer, as a third of those in the field do not.</summary>
public enum UnnamedCrlIssuer
{
    /// <summary>
    /// The policy administrator's indirect CRL at that URL does, with a finding: RFC 5280 section 6.3.3(b) alone would not have it.
    /// </summary>
    PolicyAdministratorCovers,

    /// <summary>Only a CRL of the certificate's own issuer does (RFC 5280 section 6.3.3(b)).</summary>
    CertificateIssuerOnly,
}

/// <summary>What is known of the revocation of paths; answers from memory, within a microsecond or two.</summary>
public interface IRevocationStatus
{
    /// <summary>Another number whenever an answer could be another.</summary>
    long Version { get; }

    /// <summary>The status of a path to a trusted root of the deployment's own domain.</summary>
    RevocationStatus Of(CertificateChain chain, DateTimeOffset now);

    /// <summary>The same for a root of any domain, by whose CRLs alone it is judged.</summary>
    RevocationStatus Of(CertificateChain chain, TrustDomain domain, DateTimeOffset now) => Of(chain, now);

    /// <summary>What each list in force says of each certificate of a path: the facts behind its status, to be kept.</summary>
    IReadOnlyList<RevocationFact> FactsOf(CertificateChain chain, TrustDomain domain) => [];
}

/// <summary>Nothing is known of any certificate, and everybody is told so.</summary>
public sealed class RevocationNotChecked : IRevocationStatus
{
    public static readonly RevocationNotChecked Instance = new();

    private static readonly RevocationStatus NotChecked =
        new(Refusal: null, [new Finding(FindingKind.RevocationUnknown, "revocation was not checked")], DateTimeOffset.MaxValue);

    private RevocationNotChecked()
    {
    }

    public long Version => 0;

    public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) => NotChecked;
}
