using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>How much and how long a kind of document may take.</summary>
/// <param name="Name">What is fetched, for logs.</param>
/// <param name="MaxOctets">Of the body.</param>
/// <param name="Timeout">From the name's resolution to the body's last octet.</param>
/// <param name="Accept">The Accept header.</param>
/// <param name="Pool">Whose slots it takes.</param>
public sealed record FetchProfile(string Name, int MaxOctets, TimeSpan Timeout, string Accept, FetchPool Pool)
{
    /// <summary>An STI certificate or its chain.</summary>
    public static readonly FetchProfile Certificate =
        new(
            "certificate", 64 * 1024, TimeSpan.FromSeconds(5),
            "application/pem-certificate-chain, application/pkix-cert, application/x-pem-file, */*;q=0.1", FetchPool.Certificates);

    /// <summary>A signed list of a policy administrator.</summary>
    public static readonly FetchProfile TrustList =
        new(
            "trust-list", Limits.TrustListOctets, TimeSpan.FromSeconds(30),
            "application/jose+json, application/jose, application/json, */*;q=0.1", FetchPool.TrustLists);

    /// <summary>The certificate of who signed such a list.</summary>
    public static readonly FetchProfile TrustListSigner = Certificate with { Name = "trust-list-signer", Pool = FetchPool.TrustLists };

    /// <summary>A certificate revocation list.</summary>
    public static readonly FetchProfile Crl =
        new(
            "crl", Limits.CrlOctets, TimeSpan.FromSeconds(120), "application/pkix-crl, application/x-pem-file;q=0.5, */*;q=0.1",
            FetchPool.Crls);

    /// <summary>The certificate of who signed a certificate revocation list.</summary>
    public static readonly FetchProfile CrlSigner = Certificate with { Name = "crl-signer", Pool = FetchPool.Crls };

    /// <summary>A TNAuthList by reference (RFC 8226 section 10.1), whose URL a certificate of a trusted path names.</summary>
    public static readonly FetchProfile TnAuthList = new(
        "tn-auth-list", Limits.TrustListOctets, TimeSpan.FromSeconds(30), "application/tnauthlist, */*;q=0.1", FetchPool.Crls);

    /// <summary>A host's answer to a challenge.</summary>
    public static readonly FetchProfile HostProof = new(
        "host-proof", 1024, TimeSpan.FromSeconds(5), "text/plain, */*;q=0.1", FetchPool.Certificates);

    /// <summary>Another provider's signed CPS advertisement (RFC 9888), whose URL an operator names.</summary>
    public static readonly FetchProfile CpsAdvertisement = new(
        "cps-advertisement", 64 * 1024, TimeSpan.FromSeconds(5), "application/jose, application/json;q=0.5, */*;q=0.1",
        FetchPool.TrustLists);

    /// <summary>What rich call data names by URL: an image, or a jCard.</summary>
    public static readonly FetchProfile RichCallContent = new(
        "rich-call-content", Limits.RichCallContentOctets, TimeSpan.FromSeconds(3),
        "image/png, image/jpeg, image/gif, image/bmp, application/vcard+json, application/json;q=0.5, */*;q=0.1",
        FetchPool.RichCallContents);
}
