using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Shared.Expiries;

/// <summary>What can expire under a deployment.</summary>
internal enum ExpiryKind
{
    /// <summary>The trusted-CA list that this deployment publishes.</summary>
    TrustedCaList,

    /// <summary>The list of providers' CPSs that it publishes.</summary>
    CpsList,

    /// <summary>The country policy that it publishes.</summary>
    CountryPolicy,

    /// <summary>The list of the international registry that it publishes.</summary>
    RegistryList,

    /// <summary>The joined trusted-CA list of the registry.</summary>
    JoinedList,

    /// <summary>A CRL that it publishes.</summary>
    Crl,

    /// <summary>A document of somebody else that it follows.</summary>
    Followed,

    /// <summary>The certificate of a key that signs documents or CRLs.</summary>
    Signer,

    /// <summary>The certificate of a CA that it signs with, or one above it.</summary>
    Ca,

    /// <summary>A certificate that signs a provider's calls.</summary>
    SigningCertificate,

    /// <summary>Evidence that a provider is eligible.</summary>
    Evidence,
}

/// <summary>Something that expires.</summary>
/// <param name="Name">For people.</param>
/// <param name="ExpiresAt">Null: there is none yet.</param>
/// <param name="ActFrom">From then on somebody has to look at it.</param>
internal sealed record Expiry(ExpiryKind Kind, string Name, DateTimeOffset? ExpiresAt, DateTimeOffset? ActFrom)
{
    // A timer looks each minute; a key in a vault may be out of reach for a while.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    // A new certificate of a signer wants a ceremony, and readers that take it up.
    private static readonly TimeSpan LongestNotice = TimeSpan.FromDays(90);

    /// <summary>The sequence of a list, or the number of a CRL; null: it has none.</summary>
    public long? Number { get; init; }

    /// <summary>When the deployment makes the next one; null: it does not.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The account that it is of; null: it is of none.</summary>
    public string? Account { get; init; }

    /// <summary>A document that the deployment makes again by itself, so that nobody acts unless that fails.</summary>
    public static Expiry OfDocument(ExpiryKind kind, string name, long number, DateTimeOffset expiresAt, DateTimeOffset nextAt) =>
        new(kind, name, expiresAt, nextAt + Slack) { Number = number, NextAt = nextAt };

    /// <summary>What should be there and is not.</summary>
    public static Expiry Missing(ExpiryKind kind, string name) => new(kind, name, ExpiresAt: null, ActFrom: null);

    /// <summary>A certificate that somebody replaces by hand: a quarter of its life before the end, and 90 days at most.</summary>
    public static Expiry OfCertificate(ExpiryKind kind, string name, StiCertificate certificate)
    {
        var quarter = (certificate.NotAfter - certificate.NotBefore) / 4;
        return new(kind, name, certificate.NotAfter, certificate.NotAfter - (quarter < LongestNotice ? quarter : LongestNotice));
    }
}

/// <summary>Some of what expires; a part of the program registers one for what it has.</summary>
internal interface IExpirySource
{
    /// <summary>A handful of reads of the store at most: this is asked each time that an operator looks.</summary>
    ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken);
}

/// <summary>What a source found.</summary>
/// <param name="IsWhole">False: there is more than it looks at.</param>
internal sealed record ExpiryList(IReadOnlyList<Expiry> Found, bool IsWhole = true);
