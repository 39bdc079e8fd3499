using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.CallPlacement.Advertisements;

/// <summary>
/// A CPS advertisement of RFC 9888 whose signature was verified, and whose signer has authority over every entry: only
/// <see cref="CpsAdvertisementReader"/> makes one.
/// </summary>
public sealed class CpsAdvertisement
{
    internal CpsAdvertisement(TrustedCertificate signer, IReadOnlyList<AdvertisedCps> entries) => (Signer, Entries) = (signer, entries);

    /// <summary>At least one, in the order they were written.</summary>
    public IReadOnlyList<AdvertisedCps> Entries { get; }

    /// <summary>The country whose codes the entries name.</summary>
    public CountryCode Country => Signer.Chain.Country;

    internal TrustedCertificate Signer { get; }
}

/// <summary>Which CPS takes PASSporTs for a code, a block of numbers or one number.</summary>
/// <param name="BaseUrl"><c>/cps/{called number}/ppts</c> is added to it.</param>
public sealed record AdvertisedCps(TnAuthListEntry For, Uri BaseUrl);

/// <summary>Why an advertisement is not believed.</summary>
/// <param name="Detail">In words.</param>
public sealed record CpsAdvertisementRefusal(CpsAdvertisementFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum CpsAdvertisementFailure
{
    /// <summary>The host did not give it, or whether its signer is trusted cannot be found out now.</summary>
    Unreachable,

    /// <summary>No JWS, no strict JSON object, or no entry.</summary>
    Malformed,

    /// <summary>A JWS of another kind, such as a PASSporT.</summary>
    AnotherKind,

    /// <summary>A name is none of the three forms, or its URL is not one that may be posted to.</summary>
    EntryMalformed,

    /// <summary>The signer's certificate is not trusted.</summary>
    SignerUntrusted,

    /// <summary>The signer's key did not make the signature.</summary>
    SignatureMismatch,

    /// <summary>The signer's TNAuthList does not cover an entry.</summary>
    EntryNotCovered,
}
