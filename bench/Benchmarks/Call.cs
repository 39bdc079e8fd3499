using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Authorities;

namespace Shaken.Benchmarks;

/// <summary>What the benchmarks of the call path share: an authority, a provider, a signed call, and certificates that are there at once.</summary>
internal sealed class Call : ICertificateSource
{
    public const string X5u = "https://cr.example/certificates/7fc0879177e19aab07732f56f7056da5c00a9225539777f0bdbd73cb8c4a75bd.pem";

    private readonly SourcedCertificates _certificates;

    private Call(LocalAuthority authority, LocalProvider provider, string token)
    {
        Provider = provider;
        Token = token;
        Domain = TrustDomain.Of([authority.Root], Time);
        _certificates = new SourcedCertificates(provider.Chain, Deadline.Never, IsStale: false);
    }

#pragma warning disable RS0030 // A composition root.
    public static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public LocalProvider Provider { get; }

    public TrustDomain Domain { get; }

    /// <summary>A PASSporT of some 480 octets.</summary>
    public string Token { get; }

    public static PassportClaims Claims { get; } = NewClaims();

    public static async Task<Call> NewAsync()
    {
        var id = ProviderId.TryParse("US/1234", out var parsed) ? parsed : throw new InvalidOperationException();
        var authority = await LocalAuthority.NewAsync(id.Country, "Bench", Time, SystemRandom.Instance, CancellationToken.None);
        var provider = await authority.IssueAsync(id, "Provider", TimeSpan.FromDays(30), CancellationToken.None);
        return new Call(authority, provider, await new PassportSigner(provider.Key, X5u).SignAsync(Claims, CancellationToken.None));
    }

    public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) => new(_certificates);

    private static PassportClaims NewClaims() =>
        TelephoneNumber.TryParse("12155550121", out var orig) && TelephoneNumber.TryParse("12155550131", out var dest)
            ? PassportClaims.ForCall(orig, dest, Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid())
            : throw new InvalidOperationException();
}
