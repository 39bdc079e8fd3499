using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Delegation.Acme;

/// <summary>
/// A provider, US/1234, that lends the numbers 12025550100 to 12025550999 and has an ACME server for its customers, below an STI-CA that a
/// test has too.
/// </summary>
public sealed class DelegationDeployment : IAsyncLifetime
{
    public const string Root = "https://numbers.example/delegation/acme";

    private string _secret = "";
    private string _operatorKey = "";
    private int _customers;

    /// <summary>The STI-CA above, the repository, and the store that all share.</summary>
    public CaDeployment Ca { get; } = new();

    public Uri Instance { get; private set; } = null!;

    public IServiceProvider Services { get; private set; } = null!;

    public static ProviderId Provider { get; } = ProviderId.TryParse("US/1234", out var provider)
        ? provider
        : throw new InvalidOperationException();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Ca.InitializeAsync();
        (_secret, var hashed) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        _operatorKey = $"alice:{hashed}";
        Instance = await StartAsync();
        Services = Ca.NewestServices;
    }

    public ValueTask DisposeAsync() => Ca.DisposeAsync();

    /// <summary>Starts one more instance over the same store.</summary>
    public Task<Uri> StartAsync(params (string Name, string? Value)[] others) => Ca.StartDelegationAsync(
        Block("12025550100", 900), _operatorKey,
        [
            ("Delegation:Acme:BaseUrl", Root), ("Delegation:Acme:OrdersPerMinute", "100000"),
            ("Delegation:Acme:Profiles", "short-lived=24"), .. others,
        ]);

    public static TnAuthList Block(string start, long count) => TnAuthList.Of(new RangeEntry(Range(start, count)));

    public static TnAuthList Numbers(params string[] numbers) =>
        TnAuthList.Of([.. numbers.Select(number => new NumberEntry(Number(number)))]);

    public static TelephoneNumberRange Range(string start, long count) =>
        TelephoneNumberRange.TryCreate(Number(start), count, out var range)
            ? range
            : throw new ArgumentException("No range.", nameof(start));

    public static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    public async Task<CustomerId> NewCustomerAsync()
    {
        var text = $"customer-{Interlocked.Increment(ref _customers)}";
        Assert.True(CustomerId.TryParse(text, out var id));
        var terms = CustomerTerms.Create("Call Centre", isActive: true).Value;
        var made = await Services.GetRequiredService<DelegationCustomers>().ChangeAsync(id, 0, terms, Act(), Token);
        Assert.True(made.IsSuccess);
        return id;
    }

    public async Task<NumberGrant> GrantAsync(CustomerId customer, TnAuthList numbers, TimeSpan? life = null, bool isShared = false)
    {
        var terms = GrantTerms.Create(
            customer, Provider, numbers.ToNumberSet(), from: null, Ca.Time.GetUtcNow() + (life ?? TimeSpan.FromDays(30)), isShared).Value;
        var outcome = await Services.GetRequiredService<NumberGrants>().GrantAsync(terms, Act(), Token);
        Assert.True(outcome.TryGet(out var grant, out var refusal), refusal?.Detail);
        return grant;
    }

    /// <summary>Withdraws a grant. What was issued for it is revoked only by <see cref="SettleAsync"/>.</summary>
    public async Task WithdrawAsync(NumberGrant grant) =>
        Assert.True((await Services.GetRequiredService<NumberGrants>().WithdrawAsync(grant.Id, Act(), Token)).IsSuccess);

    /// <param name="services">Of the instance that does it; null: the first.</param>
    public Task SettleAsync(IServiceProvider? services = null) =>
        (services ?? Services).GetRequiredService<SettleWithdrawn>().RunAsync(Token);

    /// <summary>Credentials for a customer's ACME account, as its operator gets them.</summary>
    public async Task<ExternalAccountKey> OnboardAsync(CustomerId customer)
    {
        var reply =
            (await OperatorAsync($"delegation/customers/{customer}/acme-credentials", new JsonObject())).Expect(HttpStatusCode.Created);
        Assert.Equal($"{Root}/directory", reply.Text("directory"));
        Assert.True(StrictBase64Url.TryDecode(reply.Text("macKey"), out var mac));
        return new ExternalAccountKey(reply.Text("kid"), mac);
    }

    public AcmeTestClient NewClient(SoftwareKey? key = null, Uri? instance = null) =>
        new(Ca.Http, instance ?? Instance, key ?? SoftwareKey.New()) { Root = Root };

    /// <summary>A client with an account of the customer.</summary>
    public async Task<AcmeTestClient> RegisterAsync(CustomerId customer)
    {
        var client = NewClient();
        var binding = AcmeSigning.Bind(client.Key, await OnboardAsync(customer), $"{Root}/new-account");
        (await client.RegisterAsync($$"""{"termsOfServiceAgreed":true,"externalAccountBinding":{{binding}}}""")).Expect(HttpStatusCode.Created);
        return client;
    }

    /// <summary>A customer to whom numbers are granted, and its client.</summary>
    public async Task<(AcmeTestClient Client, NumberGrant Grant)> LendAsync(TnAuthList numbers, TimeSpan? life = null)
    {
        var customer = await NewCustomerAsync();
        var grant = await GrantAsync(customer, numbers, life, isShared: true);
        return (await RegisterAsync(customer), grant);
    }

    /// <summary>The whole way to a certificate.</summary>
    public async Task<(AcmeTestOrder Order, StiCertificate Certificate)> IssueAsync(
        AcmeTestClient client, TnAuthList numbers, string more = "", SoftwareKey? key = null)
    {
        var placed = (await client.NewOrderAsync(numbers, more)).Expect(HttpStatusCode.Created);
        var order = AcmeTestOrder.Of(client, placed);
        (await order.FinalizeAsync(await CsrAsync(numbers, key))).Expect(HttpStatusCode.OK);
        return (order, (await order.DownloadAsync())[0]);
    }

    public static async Task<SigningRequest> CsrAsync(TnAuthList numbers, SoftwareKey? key = null) =>
        await SigningRequestWriter.WriteAsync(key ?? SoftwareKey.New(), numbers, subject: null, isCa: false, Token);

    /// <summary>A request of the operator below <c>/operator/v1/</c>; a null body gets.</summary>
    public async Task<AcmeReply> OperatorAsync(string path, JsonObject? body = null, Uri? instance = null)
    {
        using var request = new HttpRequestMessage(
            body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(instance ?? Instance, $"/operator/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Ca.Http.SendAsync(request, Token);
        return new AcmeReply(response.StatusCode, await response.Content.ReadAsStringAsync(Token), new Dictionary<string, string[]>());
    }

    public static ActRequest Act() =>
        ActRequest.TryCreate(
            new AuditParty("operator", "alice"), address: null, "test", SystemRandom.Instance.NewUuid(), out var act, out var failure)
            ? act : throw new InvalidOperationException(failure);
}
