namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The one table of ACME errors: the name within <c>urn:ietf:params:acme:error:</c> and the usual HTTP status.</summary>
public static class AcmeErrors
{
    /// <summary>What the type of an ACME problem document starts with.</summary>
    public const string Namespace = "urn:ietf:params:acme:error:";

    private static readonly Dictionary<AcmeError, (string Name, int Status)> Table = new()
    {
        [AcmeError.AccountDoesNotExist] = ("accountDoesNotExist", 400),
        [AcmeError.AlreadyReplaced] = ("alreadyReplaced", 409),
        [AcmeError.AlreadyRevoked] = ("alreadyRevoked", 400),
        [AcmeError.BadCsr] = ("badCSR", 400),
        [AcmeError.BadNonce] = ("badNonce", 400),
        [AcmeError.BadPublicKey] = ("badPublicKey", 400),
        [AcmeError.BadRevocationReason] = ("badRevocationReason", 400),
        [AcmeError.BadSignatureAlgorithm] = ("badSignatureAlgorithm", 400),
        [AcmeError.Caa] = ("caa", 403),
        [AcmeError.Compound] = ("compound", 400),
        [AcmeError.Connection] = ("connection", 400),
        [AcmeError.Dns] = ("dns", 400),
        [AcmeError.ExternalAccountRequired] = ("externalAccountRequired", 403),
        [AcmeError.IncorrectResponse] = ("incorrectResponse", 403),
        [AcmeError.InvalidContact] = ("invalidContact", 400),
        [AcmeError.InvalidProfile] = ("invalidProfile", 400),
        [AcmeError.Malformed] = ("malformed", 400),
        [AcmeError.OrderNotReady] = ("orderNotReady", 403),
        [AcmeError.RateLimited] = ("rateLimited", 429),
        [AcmeError.RejectedIdentifier] = ("rejectedIdentifier", 403),
        [AcmeError.ServerInternal] = ("serverInternal", 500),
        [AcmeError.Tls] = ("tls", 400),
        [AcmeError.Unauthorized] = ("unauthorized", 403),
        [AcmeError.UnsupportedContact] = ("unsupportedContact", 400),
        [AcmeError.UnsupportedIdentifier] = ("unsupportedIdentifier", 400),
        [AcmeError.UserActionRequired] = ("userActionRequired", 403),
    };

    /// <summary>The URN of the error: the <c>type</c> of its problem document.</summary>
    public static string Urn(this AcmeError error) => Namespace + Table[error].Name;

    /// <summary>The HTTP status that the error has where a clause names no other.</summary>
    public static int Status(this AcmeError error) => Table[error].Status;
}
