using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Partners;

namespace Shaken.Core.PolicyAdministrator.ForeignCrls;

/// <summary>A CRL of a partner, by the URL that it is fetched from.</summary>
public sealed record ForeignCrlKey
{
    /// <summary>Of <see cref="Name"/>.</summary>
    public const int NameDigits = 32;

    /// <param name="url">Where the partner publishes it.</param>
    public ForeignCrlKey(PartnerId partner, string url)
    {
        (Partner, Url) = (partner, url);
        Name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ComparableUri.Of(url))))[..NameDigits];
    }

    public PartnerId Partner { get; }

    public string Url { get; }

    /// <summary>Names the copy at this policy administrator: 32 hexadecimal digits in lower case, the same for the same URL.</summary>
    public string Name { get; }

    /// <summary>Where the copy is served.</summary>
    /// <param name="administratorUrl">The URL of this policy administrator, without a slash at its end.</param>
    public string CopyAt(string administratorUrl) => $"{administratorUrl}/download/v1/partner-crl/{Partner}/{Name}.crl";
}

/// <summary>How the copy of a partner's CRL stands.</summary>
/// <param name="Url">Where the partner publishes it.</param>
/// <param name="Roots">Tells the pinned roots that it was checked by from all others.</param>
/// <param name="NextAt">When it is fetched again; a refresh under way claims the time it may take.</param>
/// <param name="Failures">Refreshes in a row that failed.</param>
/// <param name="Digest">SHA-256 of the copy in DER, 64 hexadecimal digits in lower case; null: there is none.</param>
/// <param name="Number">Its number in decimal digits; null: it has none.</param>
/// <param name="ThisUpdate">When the partner made it.</param>
/// <param name="NextUpdate">When the partner must have replaced it.</param>
/// <param name="TakenAt">When it was taken, or found unchanged.</param>
/// <param name="Octets">Of the copy in DER.</param>
/// <param name="Entries">Certificates that it revokes.</param>
/// <param name="NamesItsUrl">Its issuingDistributionPoint says which list it is, wherever a copy lies.</param>
/// <param name="Failure">Why the last refresh failed; null: it did not.</param>
/// <param name="Detail">The same in words.</param>
public sealed record ForeignCrlStatus(
    string Url, string Roots, DateTimeOffset NextAt, int Failures = 0, string? Digest = null, string? Number = null,
    DateTimeOffset? ThisUpdate = null, DateTimeOffset? NextUpdate = null, DateTimeOffset? TakenAt = null, int Octets = 0, int Entries = 0,
    bool NamesItsUrl = false, CrlFailure? Failure = null, string? Detail = null)
{
    /// <summary>Tells the pinned roots of a partner from all others.</summary>
    internal static string RootsOf(Partner partner)
    {
        var fingerprints = partner.Terms.AdministratorRoots.Select(root => root.Certificate.Fingerprint).Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', fingerprints))));
    }

    /// <summary>Whether a copy is held that the partner's pinned roots vouch for.</summary>
    public bool IsHeldFor(Partner partner) => Digest is not null && string.Equals(Roots, RootsOf(partner), StringComparison.Ordinal);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ForeignCrlStatus))]
internal sealed partial class ForeignCrlJson : JsonSerializerContext;
