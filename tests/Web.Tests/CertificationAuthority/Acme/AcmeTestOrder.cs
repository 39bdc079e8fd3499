using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>An order as its client sees it.</summary>
public sealed record AcmeTestOrder(AcmeTestClient Client, string Url, string Authorization, string Finalize)
{
    public string Id => Url[(Url.LastIndexOf('/') + 1)..];

    public string Challenge => $"{AcmeTestClient.Base}/challenge/{Id}";

    public static AcmeTestOrder Of(AcmeTestClient client, AcmeReply reply) =>
        new(client, reply.Location!, reply.Json.GetProperty("authorizations")[0].GetString()!, reply.Text("finalize"));

    public AcmeTestOrder By(AcmeTestClient client) => this with { Client = client };

    public async Task<string> StatusAsync() => (await GetAsync()).Text("status");

    public async Task<AcmeReply> GetAsync() => (await Client.PostAsync(Url)).Expect(HttpStatusCode.OK);

    public Task<AcmeReply> AnswerAsync(string token, string member = "tkauth") => Client.PostAsync(Challenge, $$"""{"{{member}}":"{{token}}"}""");

    /// <summary>Answers the challenge with a token that must do.</summary>
    public async Task<AcmeTestOrder> AuthorizeAsync(string token)
    {
        var reply = (await AnswerAsync(token)).Expect(HttpStatusCode.OK);
        Assert.True(reply.Text("status") == "valid", reply.Body);
        return this;
    }

    public Task<AcmeReply> FinalizeAsync(SigningRequest csr) => FinalizeAsync(csr.Der);

    public Task<AcmeReply> FinalizeAsync(ReadOnlyMemory<byte> der) => Client.PostAsync(Finalize, $$"""{"csr":"{{StrictBase64Url.Encode(der.Span)}}"}""");

    /// <summary>The chain of an order that is valid.</summary>
    public async Task<IReadOnlyList<StiCertificate>> DownloadAsync()
    {
        var order = await GetAsync();
        Assert.True(order.Text("status") == "valid", order.Body);
        var reply = (await Client.PostAsync(order.Text("certificate"))).Expect(HttpStatusCode.OK);
        Assert.Equal("application/pem-certificate-chain", reply.ContentType);
        Assert.True(CertificateBundle.TryRead(System.Text.Encoding.ASCII.GetBytes(reply.Body), out var chain, out var failure), failure);
        return chain;
    }
}
