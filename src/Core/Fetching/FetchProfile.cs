namespace Shaken.Core.Fetching;

/// <summary>How much and how long a kind of document may take.</summary>
/// <param name="MaxOctets">Of the body.</param>
/// <param name="Timeout">From the name's resolution to the body's last octet.</param>
/// <param name="Accept">The Accept header.</param>
public sealed record FetchProfile(int MaxOctets, TimeSpan Timeout, string Accept)
{
    /// <summary>An STI certificate or its chain.</summary>
    public static readonly FetchProfile Certificate = new(64 * 1024, TimeSpan.FromSeconds(5), "application/pem-certificate-chain, application/pkix-cert, application/x-pem-file, */*;q=0.1");

    /// <summary>A signed list of a policy administrator.</summary>
    public static readonly FetchProfile TrustList = new(8 * 1024 * 1024, TimeSpan.FromSeconds(30), "application/jose+json, application/jose, application/json, */*;q=0.1");
}
