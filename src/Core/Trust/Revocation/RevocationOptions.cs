using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Revocation;

/// <summary>How revocation is checked.</summary>
public sealed record RevocationOptions
{
    /// <summary>What a call does while a list cannot be had.</summary>
    public RevocationPolicy Policy { get; init; } = RevocationPolicy.AcceptWithFinding;

    /// <summary>What covers a certificate whose distribution point names no cRLIssuer.</summary>
    public UnnamedCrlIssuer UnnamedIssuer { get; init; } = UnnamedCrlIssuer.PolicyAdministratorCovers;

    /// <summary>CRLs that are kept from the start on, whether a certificate has named them yet or not.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Certificates of CRL signers, where a list does not say where they are.</summary>
    public IReadOnlyList<StiCertificate> Signers { get; init; } = [];

    /// <summary>Entries of all lists together.</summary>
    public long EntriesInAll { get; init; } = Limits.CrlEntriesInAll;
}
