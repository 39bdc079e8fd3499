using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Verdicts;

/// <summary>Why the certificate at a URL is not trusted.</summary>
/// <param name="Reason">Which rule was broken.</param>
/// <param name="Detail">In words.</param>
public sealed record CertificateRefusal(CertificateFailure Reason, string Detail)
{
    /// <summary>When another try may succeed; null: waiting changes nothing, or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whom a certificate names above it that leads to no trusted root; null: another failure.</summary>
    public ClaimedIssuer? Claimed { get; init; }
}

/// <summary>The closed set of reasons.</summary>
public enum CertificateFailure
{
    /// <summary>The URL is not one that may be fetched.</summary>
    UrlNotAllowed,

    /// <summary>It could not be fetched now; it may work later.</summary>
    Unreachable,

    /// <summary>What the host has at the URL is no certificate.</summary>
    NotACertificate,

    /// <summary>No trusted-CA list is in force, so no certificate can be judged now. It says nothing about the certificate.</summary>
    NoTrustList,

    /// <summary>No path leads to a root on the trusted-CA list.</summary>
    Untrusted,

    /// <summary>A certificate of the path is outside its validity.</summary>
    OutsideValidity,

    /// <summary>A certificate of the path stands on a CRL.</summary>
    Revoked,

    /// <summary>Whether it was revoked cannot be known now, and this deployment's policy is to refuse then.</summary>
    RevocationUnknown,

    /// <summary>The path breaks another rule.</summary>
    Invalid,
}

internal static class CertificateFailures
{
    /// <summary>The shortest pause after which a missing trusted-CA list is asked for again.</summary>
    private static readonly TimeSpan ListPause = TimeSpan.FromSeconds(30);

    /// <summary>The pause after which a CRL that could not be fetched is asked for again.</summary>
    private static readonly TimeSpan CrlPause = TimeSpan.FromMinutes(1);

    public static CertificateRefusal NoTrustList { get; } =
        new(CertificateFailure.NoTrustList, "no trusted-CA list is in force") { RetryAfter = ListPause };

    public static CertificateRefusal From(SourceRefusal refusal) => new(
        refusal.Reason switch
        {
            SourceFailure.UrlNotAllowed => CertificateFailure.UrlNotAllowed,
            SourceFailure.Unreachable => CertificateFailure.Unreachable,
            SourceFailure.NotACertificate => CertificateFailure.NotACertificate,
        },
        refusal.Detail)
    {
        RetryAfter = refusal.RetryAfter,
    };

    public static CertificateRefusal From(StatusRefusal refusal) => new(
        refusal.Reason switch
        {
            StatusFailure.Revoked => CertificateFailure.Revoked,
            StatusFailure.Unknown => CertificateFailure.RevocationUnknown,
        },
        refusal.Detail)
    {
        RetryAfter = refusal.Reason == StatusFailure.Unknown ? CrlPause : null,
    };

    public static CertificateRefusal From(ChainRefusal refusal) => new(
        refusal.Failure switch
        {
            ChainFailure.Untrusted => CertificateFailure.Untrusted,
            ChainFailure.Expired or ChainFailure.NotYetValid => CertificateFailure.OutsideValidity,
            ChainFailure.LeafIsCa or ChainFailure.SignatureInvalid or ChainFailure.IssuerNotAllowed or ChainFailure.PathTooLong
                or ChainFailure.KeyNotAllowed or ChainFailure.ExtensionNotUnderstood or ChainFailure.NoTnAuthList
                or ChainFailure.TnAuthListExceeded or ChainFailure.IssuerWithoutTnAuthList or ChainFailure.KeyIdentifierMissing
                or ChainFailure.NameNotPermitted or ChainFailure.CountryMismatch => CertificateFailure.Invalid,
        },
        $"{Foundations.KebabCase.Of(refusal.Failure)}: {refusal.Detail}");
}
