namespace Shaken.Web.Shared.OpenApi;

/// <summary>A credential that lets a caller in. Each member is a row of the security schemes of docs/openapi.json.</summary>
internal enum SecurityScheme
{
    /// <summary>A principal of the deployment: by an access token, an API key or a client certificate.</summary>
    Caller,

    /// <summary>The holder of a secret of the configuration, as bearer: a reporter, a publisher, a reader, the operator of a CRL.</summary>
    Secret,

    /// <summary>A provider, by a bearer token that its STIR certificate signs (ATIS-1000096, ATIS-1000105).</summary>
    StirBearer,

    /// <summary>A provider, by its STIR certificate as client certificate (RFC 9888).</summary>
    StirCertificate,

    /// <summary>An ACME client: the body is a JWS by the account's key, or the key of a certificate (RFC 8555 section 6.2).</summary>
    AcmeJws,
}
