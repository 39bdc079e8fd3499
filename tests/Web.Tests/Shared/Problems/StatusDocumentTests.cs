using System.Net;
using System.Text.Json;
using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Problems;

/// <summary>What no endpoint answers has our problem document, whatever the framework would write.</summary>
public sealed class StatusDocumentTests
{
    private static readonly string NoCertificate = $"/certificates/{new string('a', 64)}.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/cps/company/1234", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    public async Task Request_WithoutEndpoint_HasOurDocument(string method, string path, HttpStatusCode status, string reason)
    {
        await using var program = await LoneProgram.StartAsync();
        await AssertProblemAsync(program, method, path, status, reason);
    }

    [Fact]
    public async Task Request_InAnOutage_HasOurDocumentAndAPause()
    {
        await using var program = await StartAsync(new StorageException("the disk is away"));
        using var response = await AssertProblemAsync(program, "GET", NoCertificate, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Request_ThatMeetsABug_HasOurDocumentWithoutTheException()
    {
        await using var program = await StartAsync(new InvalidOperationException("a bug"));
        using var response = await AssertProblemAsync(program, "GET", NoCertificate, HttpStatusCode.InternalServerError, "server-error");
        Assert.DoesNotContain("a bug", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_UnknownAcmePath_HasAcmesDocument()
    {
        await using var program = await LoneProgram.StartAsync();
        using var response = await SendAsync(program, "GET", "/acme/nothing");
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("urn:ietf:params:acme:error:malformed", document.RootElement.GetProperty("type").GetString());
        Assert.False(document.RootElement.TryGetProperty("reason", out _));
    }

    private static async Task<HttpResponseMessage> AssertProblemAsync(
        LoneProgram program, string method, string path, HttpStatusCode status, string reason)
    {
        var response = await SendAsync(program, method, path);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal($"urn:shaken:problem:{reason}", document.RootElement.GetProperty("type").GetString());
        Assert.Equal(reason, document.RootElement.GetProperty("reason").GetString());
        Assert.Equal((int)status, document.RootElement.GetProperty("status").GetInt32());
        Assert.False(document.RootElement.TryGetProperty("traceId", out _));
        return response;
    }

    // The framework's own writer would leave a client without a document that does not accept JSON.
    private static async Task<HttpResponseMessage> SendAsync(LoneProgram program, string method, string path)
    {
        using var client = program.NewClient("127.0.0.1");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", "application/pem-certificate-chain");
        return await client.SendAsync(request, Token);
    }

    private static async Task<LoneProgram> StartAsync(Exception fault)
    {
        var blobs = new InterceptedBlobs(new MemoryBlobs());
        var secrets = new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null);
        var program = await LoneProgram.StartAsync(new SharedStore(new MemoryRecords(), blobs, secrets));
        blobs.Hook = (_, _) => throw fault;
        return program;
    }
}
