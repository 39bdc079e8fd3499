using Shaken.Azure.KeyVault;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Fetching;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Web.CertificateRepository;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.ServiceProvider;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Where state lies.</summary>
public enum StorageKind
{
    /// <summary>In this process, gone with it: for trials and tests.</summary>
    Memory,

    /// <summary>In a folder, for one process: the default of a machine of one's own.</summary>
    Disk,

    /// <summary>In a storage account, for any number of instances.</summary>
    Azure,
}

/// <summary>Everything an operator can set, read and found right; see docs/operations.md for the names.</summary>
public sealed record Settings
{
    public required IReadOnlySet<Role> Roles { get; init; }

    public required StorageKind Storage { get; init; }

    /// <summary>The vaults that hold the keys; null: keys are in files.</summary>
    public required Vaults? Vaults { get; init; }

    /// <summary>The account of the storage Azure; null: the state lies elsewhere.</summary>
    public required AzureStorageSettings? AzureStorage { get; init; }

    /// <summary>The folder of the disk store.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Octets that the disk store sets aside, so that it can hand out and remove when the disk is full.</summary>
    public required long DiskReserveOctets { get; init; }

    /// <summary>Starts a disk store without records though its journal is missing or empty beside documents.</summary>
    public required bool AcceptsLostJournal { get; init; }

    /// <summary>Null: a secret of its own is made and kept beside the disk store.</summary>
    public required DeploymentSecrets? Secrets { get; init; }

    public required ListenSettings Listen { get; init; }

    public required FetchingOptions Fetching { get; init; }

    /// <summary>Whether and in how much memory keys that verify often have tables.</summary>
    public required FastVerificationOptions FastVerification { get; init; }

    public required TrustListSettings TrustList { get; init; }

    public required CpsOptions Cps { get; init; }

    /// <summary>Null: what is published here is handed on to nobody.</summary>
    public required RepublishSettings? Republish { get; init; }

    public required LimitSettings Limits { get; init; }

    /// <summary>Who may use the routes below /operator.</summary>
    public required IReadOnlyList<OperatorKey> Operators { get; init; }

    public required AcmeSettings Acme { get; init; }

    public required RenewalSettings Renewal { get; init; }

    public required CaSettings Ca { get; init; }

    public required RevocationSettings Revocation { get; init; }

    public required CrSettings Cr { get; init; }
}

/// <summary>To which other CPSs this one hands on (ATIS-1000096), and as whom.</summary>
/// <param name="Targets">At least one.</param>
/// <param name="Key">The key of this CPS's own STI certificate.</param>
/// <param name="CertificateUrl">Where that certificate is published: x5u.</param>
public sealed record RepublishSettings(IReadOnlyList<RepublishTarget> Targets, ISigningKey Key, string CertificateUrl);

/// <summary>Where to listen.</summary>
/// <param name="FunctionsHostPort">Set by the Azure Functions host, which alone calls then.</param>
/// <param name="Address">The IP address when running alone.</param>
/// <param name="Port">HTTP/1.1 when running alone; 0 takes a free one, null is off.</param>
/// <param name="TlsPort">HTTP/1.1 and HTTP/2 over TLS; null: no TLS.</param>
/// <param name="Tls">The server's certificate; null: no TLS.</param>
public sealed record ListenSettings(int? FunctionsHostPort, System.Net.IPAddress Address, int? Port, int? TlsPort, TlsSettings? Tls)
{
    public bool IsUnderFunctionsHost => FunctionsHostPort is not null;
}

/// <summary>Which trusted-CA list to follow.</summary>
/// <param name="File">A file with the JWT; null: not from a file.</param>
/// <param name="Url">The STI-PA's URL; null: not from a URL.</param>
/// <param name="Roots">Pinned root certificates of the STI-PA.</param>
/// <param name="Access">What the URL's host demands of its readers; null: nothing, and the URL is fetched as a stranger's.</param>
public sealed record TrustListSettings(string? File, string? Url, IReadOnlyList<TrustedRoot> Roots, TrustListAccess? Access)
{
    public bool IsConfigured => File is not null || Url is not null;
}
