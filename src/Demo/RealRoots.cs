using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Authorities;

namespace Shaken.Demo;

/// <summary>Real roots on a trusted-CA list that the demo's STI-PA signs, as a reader takes them from it.</summary>
internal static class RealRoots
{
    private const string X5u = "https://sti-pa.example/list-signer.crt";
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>Signs the list and reads it.</summary>
    /// <param name="certificates">Roots and others; only roots that name their country fit on a list (ATIS-1000087 clause 4.3.1).</param>
    public static async Task<IReadOnlyList<TrustedRoot>> OnListAsync(
        IEnumerable<StiCertificate> certificates, CancellationToken cancellationToken)
    {
        var time = DemoCountry.Time;
        var country = CountryCode.TryParse("US", out var us) ? us : throw new InvalidOperationException("US is a country.");
        var authority = await LocalAuthority.NewAsync(country, "Demo", time, SystemRandom.Instance, cancellationToken);
        var roots = certificates.Select(certificate => TrustedRoot.TryCreate(certificate, out var root, out _) ? root : null)
            .OfType<TrustedRoot>().ToList();
        var signer = authority.Administrator.SignerOf(SignedDocumentKind.TrustedCaList);
        var list = await TrustListSigner.SignAsync(roots, 1, time.GetUtcNow() + Life, signer.Key, X5u, cancellationToken);
        var domain = new TrustDomain([authority.PolicyAdministratorRoot], time);
        var reader = new TrustListReader(new OneSigner(signer.Chain, time), domain, time);
        var read = await reader.ReadAsync(list, last: null, cancellationToken);
        return read.TryGet(out var taken, out var refusal) ? taken.Roots.All : throw new InvalidOperationException(refusal.Detail);
    }

    // The signer's certificate, in the place of an STI-PA's server.
    private sealed class OneSigner(IReadOnlyList<StiCertificate> chain, TimeProvider time) : ICertificateSource
    {
        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Outcome<SourcedCertificates, SourceRefusal>>(
                new SourcedCertificates(chain, Deadline.After(Life, time), IsStale: false));
    }
}
