using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>Which certificate is kept in force, and how.</summary>
/// <param name="Provider">Whose calls it signs, for those who are told; a country and a code.</param>
/// <param name="Authority">The TNAuthList that is ordered.</param>
public sealed record RenewalOptions(ProviderId Provider, TnAuthList Authority)
{
    /// <summary>What it is known by in records and in the key ring: 1 to 64 of <c>a-z 0-9 -</c>.</summary>
    public string Name { get; init; } = $"{Provider.Country}-{Provider.Code}".ToLowerInvariant();

    /// <summary>Null leaves the name to the CA.</summary>
    public DistinguishedName? Subject { get; init; }

    /// <summary>Order a CA certificate, to delegate numbers with.</summary>
    public bool IsCa { get; init; }

    /// <summary>The kind of certificate, by the name in the CA's directory; null: the CA's usual one.</summary>
    public string? Profile { get; init; }

    /// <summary>
    /// The URL of our own STI-CR, below which it serves <c>/certificates/{sha256}.pem</c>: for a CA that publishes nothing itself. Null
    /// where there is none.
    /// </summary>
    public Uri? Repository { get; init; }

    /// <summary>Where the operator will publish the chain by hand; null: nowhere.</summary>
    public string? X5u { get; init; }

    /// <summary>
    /// A certificate becomes current only when it stands at its x5u. False only for somebody who publishes it by hand afterwards.
    /// </summary>
    public bool MustBePublished { get; init; } = true;

    /// <summary>The share of its life after which a certificate is renewed.</summary>
    public double RenewAfter { get; init; } = 2.0 / 3.0;

    /// <summary>The share of its life over which renewals are spread, so that a fleet does not come at once.</summary>
    public double Spread { get; init; } = 0.05;

    /// <summary>How long one run may take. Its lease is half as long again, so that it has ended before another may begin.</summary>
    public TimeSpan LongestRun { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause after the first failure; doubled with each, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(6);

    internal TimeSpan Lease => LongestRun * 1.5;
}
