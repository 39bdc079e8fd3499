using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Stir;
using Shaken.Web.Tests.CertificationAuthority.Acme;
using Shaken.Web.Tests.PolicyAdministrator;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>Calls each documented operation of a running program, and compares the answer with the document.</summary>
public sealed class OperationTests(OperationWorld world) : IClassFixture<OperationWorld>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documented => [.. Operations.All.Select(operation => operation.Function)];

    // Calls are signed and verified for tenants' systems, not for operators.
    public static TheoryData<string> OfCallers =>
    [
        .. Operations.All
            .Where(operation => operation.Security.Contains(SecurityScheme.Caller) && operation.Refusal != StirOperations.Refusal)
            .Select(operation => operation.Function),
    ];

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task Operation_AskedByAStranger_AnswersAsDocumented(string name)
    {
        var (function, operation) = Of(name);
        var status = await AskAsync(function, operation, secret: null);
        if (operation.Security.Contains(SecurityScheme.Caller)) Assert.Equal(HttpStatusCode.Unauthorized, status);
        else if (operation.Security.Count > 0) Assert.True(status >= HttpStatusCode.BadRequest, $"a stranger got {status}");
    }

    [Theory]
    [MemberData(nameof(OfCallers))]
    public async Task Operation_AskedByAnOperator_AnswersAsDocumented(string name)
    {
        var (function, operation) = Of(name);
        Assert.NotEqual(HttpStatusCode.Unauthorized, await AskAsync(function, operation, world.SecretOf(function.Role)));
    }

    [Fact]
    public async Task Operation_OfARoleThatIsOff_IsNotInTheServedDocument()
    {
        using var response = await world.SendAsync(role: null, new(HttpMethod.Get, "/openapi.json"));
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.NotNull(document["paths"]!["/operator/v1/accounts"]);
        Assert.NotNull(document["paths"]!["/health"]);
        Assert.Null(document["paths"]!["/acme/new-order"]);
        Assert.DoesNotContain("ca", document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Document_OfAll_IsTheFileOfTheRepository()
    {
        using var response = await world.SendAsync(role: null, new(HttpMethod.Get, "/openapi.json?all"));
        Assert.Equal(Shaken.Tests.Checkout.Read("docs/openapi.json"), await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Document_ForAReaderThatHasIt_Is304()
    {
        using var first = await world.SendAsync(role: null, new(HttpMethod.Get, "/openapi.json"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await world.SendAsync(role: null, request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("/docs", "text/html", "/docs/scalar.js")]
    [InlineData("/docs/start.js", "text/javascript", "/openapi.json")]
    [InlineData("/docs/scalar.js", "text/javascript", "createApiReference")]
    public async Task Docs_ComeFromTheProgramItself(string path, string mediaType, string text)
    {
        using var response = await world.SendAsync(role: null, new(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        var policy = string.Concat(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        if (path == "/docs") Assert.DoesNotContain("://", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docs_ForABrowser_AreCompressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs/scalar.js");
        request.Headers.Add("Accept-Encoding", "gzip, br");
        using var response = await world.SendAsync(role: null, request);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal([0x1f, 0x8b], (await response.Content.ReadAsByteArrayAsync(Token))[..2]);
    }

    private static (HttpFunction Function, Operation Operation) Of(string name) => (
        FunctionTable.Http.Single(function => function.Name == name), Operations.All.Single(operation => operation.Function == name));

    private async Task<HttpStatusCode> AskAsync(HttpFunction function, Operation operation, string? secret)
    {
        var path = operation.Path.Aggregate($"/{function.Template}", (route, part) =>
            route.Replace($"{{{part.Name}}}", Uri.EscapeDataString(part.Example!), StringComparison.Ordinal));
        using var request = new HttpRequestMessage(new HttpMethod(function.Method), path);
        if (secret is not null) request.Headers.TryAddWithoutValidation("Authorization", secret);
        if (operation.Body is { } body)
        {
            request.Content = new StringContent(BodyExamples.Of(body.Schema), Encoding.UTF8);
            request.Content.Headers.ContentType = new(body.MediaType);
        }

        using var response = await world.SendAsync(function.Role, request);
        var octets = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.Null(DocumentedApi.FindViolation(
            DocumentedApi.Get(function), (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, octets));
        return response.StatusCode;
    }
}

/// <summary>One program with every role but the CA's, and an STI-CA; operators of both.</summary>
public sealed class OperationWorld : IAsyncLifetime
{
    private readonly CaDeployment _ca = new();
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"shaken-{SystemRandom.Instance.NewText(16)}.pem");
    private PaWorld _pa = null!;
    private HttpClient _http = null!;
    private (Uri Url, string Secret) _authority;

    public string SecretOf(Role? role) => role is Role.Ca ? _authority.Secret : _pa.SecretOf("alice");

    /// <summary>Sends a request, with a path for its URL, to a program that plays the role.</summary>
    public Task<HttpResponseMessage> SendAsync(Role? role, HttpRequestMessage request)
    {
        if (role is not Role.Ca) return _http.SendAsync(request, TestContext.Current.CancellationToken);
        request.RequestUri = new Uri(_authority.Url, request.RequestUri!.OriginalString);
        return _ca.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        await _ca.InitializeAsync();
        _authority = await CaOperator.StartAsync(_ca);

        // The role vs demands a trusted-CA list; nobody verifies a call here.
        await File.WriteAllTextAsync(_root, _ca.PolicyAdministrator.Root.ToPem(), TestContext.Current.CancellationToken);
        _pa = await PaWorld.StartAsync(
            ("Shaken:Roles", "pa,cps,cr,console,as,vs,registry,delegation"), ("Limits:PerAddressPerSecond", "100000"),
            ("TrustList:Url", "https://sti-pa.example/list"), ("TrustList:PolicyAdministratorRoots", _root));
        _http = _pa.Program.NewClient("127.0.0.1");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _pa.DisposeAsync();
        await _ca.DisposeAsync();
        File.Delete(_root);
    }
}
