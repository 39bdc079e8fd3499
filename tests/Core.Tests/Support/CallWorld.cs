using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Support;

/// <summary>One country with an authority, a provider with a published certificate, and a verifier that trusts them.</summary>
public sealed class CallWorld
{
    public const string ListUrl = "https://sti-pa.example/list-signer.pem";

    private TrustList? _list;

    private CallWorld(
        ManualTime time, LocalAuthority authority, LocalProvider provider, PublishedCertificates certificates, TrustDomain domain,
        string x5u)
    {
        Time = time;
        Authority = authority;
        Provider = provider;
        Certificates = certificates;
        Domain = domain;
        X5u = x5u;
        Verdicts = new CertificateVerdicts(certificates, domain, time);
        Verifier = new PassportVerifier(Verdicts, time, TimeSpan.FromSeconds(60));
        Signer = new PassportSigner(provider.Key, x5u);
    }

    public static TelephoneNumber Caller { get; } = Number("12155550121");

    public static TelephoneNumber Called { get; } = Number("12155550131");

    public ManualTime Time { get; }

    public LocalAuthority Authority { get; }

    public LocalProvider Provider { get; }

    public PublishedCertificates Certificates { get; }

    public TrustDomain Domain { get; }

    public string X5u { get; }

    public CertificateVerdicts Verdicts { get; }

    public PassportVerifier Verifier { get; }

    public PassportSigner Signer { get; }

    public static async Task<CallWorld> NewAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        var authority = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Example", time, SystemRandom.Instance, cancellationToken);
        var provider = await authority.IssueAsync(Hierarchy.Provider, "Example Telephone", TimeSpan.FromDays(30), cancellationToken);
        var certificates = new PublishedCertificates(time);
        certificates.Publish(ListUrl, [authority.ListSigner]);
        var x5u = certificates.Publish("https://cr.example/certificates/1.pem", provider.Chain);
        var domain = new TrustDomain([authority.PolicyAdministratorRoot], time);
        var world = new CallWorld(time, authority, provider, certificates, domain, x5u);
        await world.TrustAsync(authority, sequence: 1);
        return world;
    }

    /// <summary>Puts an authority's list in force.</summary>
    public async Task TrustAsync(LocalAuthority authority, long sequence)
    {
        var compact = await authority.SignTrustListAsync(sequence, Time.GetUtcNow() + TimeSpan.FromDays(7), ListUrl, TestContext.Current.CancellationToken);
        var reader = new TrustListReader(Certificates, new TrustDomain([authority.PolicyAdministratorRoot], Time), Time);
        _list = (await reader.ReadAsync(compact, _list, TestContext.Current.CancellationToken)).Value;
        Domain.Take(_list.Roots);
    }

    public PassportClaims Claims(Attestation attest = Attestation.A) => PassportClaims.ForCall(Caller, Called, Time.GetUtcNow(), attest, SystemRandom.Instance.NewUuid());

    public Task<string> SignAsync(PassportClaims? claims = null) => Signer.SignAsync(claims ?? Claims(), TestContext.Current.CancellationToken).AsTask();

    public async Task<Outcome<VerifiedPassport, PassportRefusal>> VerifyAsync(string token, CallParties? call = null) =>
        UntrustedPassport.TryParse(token, out var passport, out var refusal)
            ? await Verifier.VerifyAsync(passport, call, TestContext.Current.CancellationToken)
            : refusal;

    public static TelephoneNumber Number(string text) => TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));
}
