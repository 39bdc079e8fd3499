namespace Shaken.Core.Fetching;

/// <summary>Why a URL was not fetched.</summary>
/// <param name="Detail">In words; a host at most, never a path.</param>
public sealed record FetchRefusal(FetchFailure Reason, string Detail)
{
    /// <summary>The URL failed so a short while ago and was not asked for again.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>When another try is worth it: when the failure is forgotten here, or a place may be free. Null: not known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of reasons.</summary>
public enum FetchFailure
{
    /// <summary>Not an absolute URL with host and path, too long, or with odd characters.</summary>
    UrlMalformed,

    /// <summary>The scheme is not https.</summary>
    NotHttps,

    /// <summary>The port is neither 443 nor 8443.</summary>
    PortNotAllowed,

    /// <summary>user:password@ stands in it.</summary>
    UrlWithCredentials,

    /// <summary>A fragment stands in it.</summary>
    UrlWithFragment,

    /// <summary>The name resolves to a private, loopback, link-local, multicast, metadata or otherwise special address.</summary>
    AddressNotAllowed,

    /// <summary>The name does not resolve.</summary>
    HostNotFound,

    /// <summary>No TCP connection, or it broke.</summary>
    ConnectFailed,

    /// <summary>TLS failed: the server's certificate, the name, the protocol.</summary>
    TlsFailed,

    /// <summary>Another status than 200, redirects among them: none is followed.</summary>
    StatusNotOk,

    /// <summary>The host says that it fails or is busy: a 5xx status, 408 or 429.</summary>
    HostFailing,

    /// <summary>More octets than the profile allows.</summary>
    TooLarge,

    /// <summary>Not complete within the profile's time.</summary>
    TooSlow,

    /// <summary>HTML, or an encoding that was not asked for.</summary>
    ContentNotAcceptable,

    /// <summary>
    /// We have no room now: too many fetches of its pool are under way, of all, of this host, of hosts that are not known, or of this
    /// client; or too many URLs of the host failed lately.
    /// </summary>
    Busy,
}
