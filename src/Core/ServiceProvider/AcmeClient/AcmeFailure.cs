using System.Net;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Why a step with a CA failed.</summary>
/// <param name="Kind">Which of the closed set.</param>
/// <param name="Detail">In words; the server's own where it gave any.</param>
public sealed record AcmeFailure(AcmeFailureKind Kind, string Detail)
{
    /// <summary>The URN of the server's problem document; null where there was none.</summary>
    public string? Type { get; init; }

    /// <summary>The HTTP status; null where no answer came, or the fault is not in one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the server asks to wait before another try.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The certificate that came and is not what was ordered: the CA signed it, so that it is to be revoked there. Null: none came.
    /// </summary>
    public StiCertificate? Received { get; init; }

    internal static AcmeFailure NotUnderstood(string detail) => new(AcmeFailureKind.NotUnderstood, detail);

    internal static AcmeFailure NoToken(string detail) => new(AcmeFailureKind.NoToken, detail);
}

/// <summary>The closed set of reasons.</summary>
public enum AcmeFailureKind
{
    /// <summary>No answer, or not in time.</summary>
    Unreachable,

    /// <summary>The server said no.</summary>
    Refused,

    /// <summary>The server said something else than RFC 8555 has it say.</summary>
    NotUnderstood,

    /// <summary>The order ended without a certificate and never gets one.</summary>
    OrderInvalid,

    /// <summary>The order was not complete while we waited. It stands, and can be taken up again.</summary>
    TooSlow,

    /// <summary>No authority token could be had, or the one that was given is for something else.</summary>
    NoToken,

    /// <summary>What came back is not what was ordered: another key, another TNAuthList, or a chain that leads nowhere.</summary>
    WrongCertificate,

    /// <summary>The certificate's key is the account's (RFC 8555 section 11.1).</summary>
    KeyIsTheAccounts,

    /// <summary>The certificate does not stand at the URL by which verifiers find it, or nobody knows that URL.</summary>
    NotPublished,

    /// <summary>Storage, the key ring or this program itself failed; nothing that the CA could help.</summary>
    Fault,
}
