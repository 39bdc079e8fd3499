using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Sources;

/// <summary>Why there is no content.</summary>
public sealed record SourceRefusal(SourceFailure Reason, string Detail)
{
    /// <summary>When another try is worth it; null: not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    // What the host answers is about the URL; that no answer could be had now is not.
    internal static SourceRefusal From(FetchRefusal refusal) => new(
        refusal.Reason switch
        {
            FetchFailure.UrlMalformed or FetchFailure.NotHttps or FetchFailure.PortNotAllowed or FetchFailure.UrlWithCredentials
                or FetchFailure.UrlWithFragment or FetchFailure.AddressNotAllowed => SourceFailure.UrlNotAllowed,
            FetchFailure.HostNotFound or FetchFailure.ConnectFailed or FetchFailure.TlsFailed or FetchFailure.HostFailing
                or FetchFailure.TooSlow or FetchFailure.Busy => SourceFailure.Unreachable,
            FetchFailure.StatusNotOk or FetchFailure.TooLarge or FetchFailure.ContentNotAcceptable => SourceFailure.NotACertificate,
        },
        $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}")
    {
        RetryAfter = refusal.RetryAfter,
    };
}

/// <summary>The closed set of reasons.</summary>
public enum SourceFailure
{
    /// <summary>The URL is not one that may be fetched.</summary>
    UrlNotAllowed,

    /// <summary>
    /// No answer could be had now: no host, no connection, too slow, a failing host, or too busy here. It may work later.
    /// </summary>
    Unreachable,

    /// <summary>
    /// The host answered, and not with a certificate, or with the list that was asked for: another status than 200, too large, HTML, or
    /// octets that are none.
    /// </summary>
    NotACertificate,
}
