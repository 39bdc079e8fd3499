using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Support;

/// <summary>Two countries, each with an STI-PA and a CA: the United States, which is the own one, and Canada.</summary>
internal sealed class BorderWorld
{
    public const string PolicyX5u = "https://sti-pa.example/country-policy.crt";

    private BorderWorld(ManualTime time, LocalAuthority own, LocalAuthority other)
    {
        (Time, Own, Other) = (time, own, other);
        Certificates = new PublishedCertificates(time);
        Certificates.Publish(PolicyX5u, own.Administrator.SignerOf(SignedDocumentKind.CountryPolicy).Chain);
        OwnDomain = new TrustDomain([own.PolicyAdministratorRoot], time);
    }

    public static CountryCode Canada { get; } = Hierarchy.Country("CA");

    public ManualTime Time { get; }

    public LocalAuthority Own { get; }

    public LocalAuthority Other { get; }

    public PublishedCertificates Certificates { get; }

    /// <summary>The own domain, without roots until a test gives it some.</summary>
    public TrustDomain OwnDomain { get; }

    public CountryPolicyReader PolicyReader => new(Certificates, OwnDomain, Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BorderWorld> NewAsync()
    {
        var time = new ManualTime();
        return new BorderWorld(time, await AuthorityAsync(time, "US"), await AuthorityAsync(time, "CA"));
    }

    public static Task<LocalAuthority> AuthorityAsync(ManualTime time, string country) =>
        LocalAuthority.NewAsync(Hierarchy.Country(country), $"Example {country}", time, SystemRandom.Instance, Token);

    /// <summary>A list with these roots, good for so long.</summary>
    public TrustedRoots List(TimeSpan? life = null, params TrustedRoot[] roots) =>
        new(roots, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)));

    /// <summary>The terms of one country.</summary>
    public static Dictionary<CountryCode, CountryTerms> TermsOf(CountryCode country, CountryTrust trust, params TrustedRoot[] paRoots) =>
        new() { [country] = new CountryTerms(trust, [], paRoots, []) };

    /// <summary>A policy that the own STI-PA signs.</summary>
    public Task<string> SignPolicyAsync(
        IReadOnlyDictionary<CountryCode, CountryTerms> countries, long sequence = 1, TimeSpan? life = null,
        SignedDocumentKind by = SignedDocumentKind.CountryPolicy) =>
        CountryPolicySigner.SignAsync(
            countries, sequence, Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)), Own.Administrator.SignerOf(by).Key, PolicyX5u,
            Token).AsTask();

    /// <summary>A provider's certificate of the other country, published.</summary>
    public async Task<(LocalProvider Provider, string X5u)> ProviderAsync(LocalAuthority authority, string code = "1234")
    {
        Assert.True(ServiceProviderCode.TryParse(code, out var spc));
        var id = new ProviderId(authority.Root.Country, spc);
        var provider = await authority.IssueAsync(id, "Example Telephone", TimeSpan.FromDays(30), Token);
        return (provider, Certificates.Publish($"https://cr.example/{authority.Root.Country}/{code}.pem", provider.Chain));
    }
}
