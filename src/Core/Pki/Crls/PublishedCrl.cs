using System.Security.Cryptography;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Crls;

/// <summary>A list as it is served.</summary>
public sealed class PublishedCrl
{
    /// <summary>Media type of the DER (RFC 2585 section 4.2).</summary>
    public const string MediaType = "application/pkix-crl";

    /// <summary>Media type of the PEM form.</summary>
    public const string PemMediaType = "application/x-pem-file";

    private readonly Lazy<byte[]> _pem;

    internal PublishedCrl(
        ReadOnlyMemory<byte> der, long number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, DateTimeOffset nextPublication)
    {
        (Der, Number, ThisUpdate, NextUpdate, NextPublication) = (der, number, thisUpdate, nextUpdate, nextPublication);
        EntityTag = $"\"{StrictBase64Url.Encode(SHA256.HashData(der.Span).AsSpan(0, 16))}\"";
        _pem = new Lazy<byte[]>(() => CrlPem.Write(Der.Span));
    }

    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>PEM with the label X509 CRL, made when first asked for and kept for as long as the list is.</summary>
    public ReadOnlyMemory<byte> Pem => _pem.Value;

    public long Number { get; }

    public DateTimeOffset ThisUpdate { get; }

    public DateTimeOffset NextUpdate { get; }

    /// <summary>When the next list is due, long before <see cref="NextUpdate"/>.</summary>
    public DateTimeOffset NextPublication { get; }

    /// <summary>A strong entity tag of the DER, in its quotes.</summary>
    public string EntityTag { get; }
}

/// <summary>When lists are published.</summary>
/// <param name="Interval">From one list to the next.</param>
/// <param name="Validity">From thisUpdate to nextUpdate.</param>
public sealed record CrlSchedule(TimeSpan Interval, TimeSpan Validity)
{
    /// <summary>
    /// So many intervals lie in the validity at least: a run that was missed, and the one after it too, leave a list in force.
    /// </summary>
    public const int LeastIntervals = 3;

    public static readonly CrlSchedule Default = new(TimeSpan.FromHours(1), TimeSpan.FromHours(24));

    /// <summary>Whether missed runs cannot let the list expire.</summary>
    public bool Overlaps => Interval > TimeSpan.Zero && Validity >= LeastIntervals * Interval;
}

/// <summary>Why no list was published.</summary>
public enum CrlPublishFailure
{
    /// <summary>The list in force is younger than the interval, and nobody forced another.</summary>
    NotDue,

    /// <summary>Another instance is making the next list, or it is held back until an operator forces it.</summary>
    Busy,

    /// <summary>
    /// The published list is ahead of the records, and the signer's certificate of now is not the one that signed it: nothing can be taken
    /// over from it.
    /// </summary>
    SignedByAnother,
}
