using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Local.Authorities;

namespace Shaken.Demo;

/// <summary>Provider B as one that lends numbers: grants, and an ACME server whose CA is limited to B's code (RFC 9060).</summary>
internal sealed class DemoLender : IAsyncDisposable
{
    private const string Customer = "pbx";

    private readonly Service _service;
    private readonly JsonService _operators;
    private readonly HttpMessageInvoker _http;

    private DemoLender(Service service, JsonService operators, HttpMessageInvoker http) =>
        (_service, _operators, _http) = (service, operators, http);

    /// <param name="authority">Has the lender's CA; takes its reports, and publishes its chains.</param>
    /// <param name="numbers">What the provider holds.</param>
    public static async Task<DemoLender> StartAsync(
        string folder, DemoAuthority authority, NumberSet numbers, string operatorKey, string operatorKeyHash, LoopbackTls tls,
        HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        var keys = authority.Lender;
        Directory.CreateDirectory(folder);
        var (chain, key) = (Path.Combine(folder, "lender.pem"), Path.Combine(folder, "lender.key"));
        await File.WriteAllTextAsync(
            chain, string.Join('\n', keys.Issuing.Chain.Select(certificate => certificate.ToPem())), cancellationToken);
        await File.WriteAllTextAsync(key, ((SoftwareKey)keys.Issuing.Key).ToPem(), cancellationToken);
        if (!numbers.TryToTnAuthList(out var held)) throw new InvalidOperationException("The numbers fit a certificate.");
        var service = await Service.StartAsync(Path.Combine(folder, "store"), tls, new()
        {
            ["Shaken:Roles"] = "delegation",
            ["Operator:Keys"] = $"demo:{operatorKeyHash}",
            ["Delegation:Providers:0:Id"] = keys.Provider.ToString(),
            ["Delegation:Providers:0:TnAuthList"] = Convert.ToBase64String(TnAuthListDer.Write(held)),
            ["Delegation:Issuer"] = "Own",
            ["Delegation:Ca:Certificates"] = chain,
            ["Delegation:Ca:Keys"] = key,
            ["Delegation:Ca:CertificateBaseUrl"] = $"{authority.Service.Origin}/certificates",
            ["Ca:ReportTo:Url"] = $"{authority.Service.Origin}/pa/v1/revocations",
            ["Ca:ReportTo:SecretFile"] = authority.ReportSecretFile,
            ["Ca:ReportTo:Notices"] = "false",
        }, cancellationToken);
        return new DemoLender(service, new JsonService(http, service.Url, operatorKey), http);
    }

    /// <summary>As the operator: makes the customer, and lends it numbers for a year. Gives the grant's id.</summary>
    public async Task<string> GrantAsync(ProviderId lender, string numbers, CancellationToken cancellationToken)
    {
        await _operators.GetAsync(
            HttpMethod.Put, $"/operator/v1/delegation/customers/{Customer}",
            new { revision = 0, name = "Multi-homed PBX", reason = "demo" }, cancellationToken);
        var until = DemoCountry.Time.GetUtcNow().AddDays(300).UtcDateTime;
        var grant = await _operators.GetAsync(
            HttpMethod.Post, "/operator/v1/delegation/grants",
            new { customer = Customer, provider = lender.ToString(), numbers = (string[])[numbers], until, reason = "demo" },
            cancellationToken);
        return grant.GetProperty("id").GetString()!;
    }

    /// <summary>As the customer: opens an account with the credentials that the operator gives it, and orders a certificate.</summary>
    public async Task<LocalDelegate> OrderAsync(ProviderId lender, NumberSet numbers, CancellationToken cancellationToken)
    {
        var given = await _operators.GetAsync(
            HttpMethod.Post, $"/operator/v1/delegation/customers/{Customer}/acme-credentials", new { reason = "demo" }, cancellationToken);
        if (!StrictBase64Url.TryDecode(given.GetProperty("macKey").GetString(), out var macKey))
            throw new InvalidOperationException("The service's own answer is base64url.");
        var external = new ExternalAccountKey(given.GetProperty("kid").GetString()!, macKey);
        var directory = new Uri(given.GetProperty("directory").GetString()!);
        var connection = Got(await AcmeConnection.OpenAsync(_http, directory, DemoCountry.Time, cancellationToken));
        var session = Got(await AcmeSession.RegisterAsync(
            connection, SoftwareKey.New(), new AcmeRegistration([], AgreesToTerms: true, external), cancellationToken));
        if (!numbers.TryToTnAuthList(out var authority)) throw new InvalidOperationException("The numbers fit a certificate.");
        var patience = OrderPatience.Default with { Least = TimeSpan.FromMilliseconds(20) };
        var order = new CertificateOrder(session, NoTokens.Instance, FingerprintForm.Jwk, patience, DemoCountry.Time);
        var key = SoftwareKey.New();
        var url = Got(await order.PlaceAsync(authority, cancellationToken));
        var ordered = Got(await order.CompleteAsync(url, new CertificateWish(authority, key), cancellationToken));
        return new LocalDelegate(lender, ordered.Chain, key);
    }

    /// <summary>As the operator: takes a grant back. The certificates that rest on it are revoked, and reported to the STI-PA.</summary>
    public async Task WithdrawAsync(string grant, CancellationToken cancellationToken)
    {
        await _operators.GetAsync(
            HttpMethod.Post, $"/operator/v1/delegation/grants/{grant}/withdraw", new { reason = "demo" }, cancellationToken);
        await _service.RunAsync("DelegationReportRevocations", cancellationToken);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static T Got<T>(Outcome<T, AcmeFailure> outcome)
        where T : notnull => outcome.TryGet(out var value, out var failure)
            ? value
            : throw new InvalidOperationException($"ACME: {failure.Detail}");

    /// <summary>A customer is authorized by its account.</summary>
    private sealed class NoTokens : IAuthorityTokens
    {
        public static readonly NoTokens Instance = new();

        public Task<Outcome<string, AcmeFailure>> GetAsync(
            TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<string, AcmeFailure>>(new AcmeFailure(AcmeFailureKind.NoToken, "customers have no tokens"));
    }
}
