using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Shared.Crls;

/// <summary>A CA with a list of its own certificates: the operator forces it, anybody fetches it.</summary>
public sealed class OwnCrlEndpointTests(CaDeployment ca) : IClassFixture<CaDeployment>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-crl-");
    private readonly (string Secret, HashedKey Key) _operator = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OwnList_ThatTheOperatorForces_HasWhatTheCaRevoked()
    {
        var url = await StartAsync();
        using var missing = await SendAsync(HttpMethod.Get, url);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        var client = await ca.RegisterAsync();
        var (revoked, good) = ((await ca.IssueAsync(client)).Certificate, (await ca.IssueAsync(client)).Certificate);
        var register = ca.NewestServices.GetRequiredService<RevocationRegister>();
        Assert.True((await register.RevokeAsync(RevocationNotice.Of(revoked, RevocationReason.Superseded, "test"), Token)).IsSuccess);

        foreach (var secret in (string?[])[null, "crl_wrong"])
        {
            using var refused = await SendAsync(HttpMethod.Post, url, secret);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var forced = await SendAsync(HttpMethod.Post, url, _operator.Secret);
        Assert.Equal(HttpStatusCode.OK, forced.StatusCode);

        using var fetched = await SendAsync(HttpMethod.Get, url);
        Assert.Equal(
            (HttpStatusCode.OK, "application/pkix-crl"), (fetched.StatusCode, fetched.Content.Headers.ContentType?.MediaType));
        Assert.True(UntrustedCrl.TryRead(await fetched.Content.ReadAsByteArrayAsync(Token), out var list, out var failure), failure);
        Assert.True(CrlIndex.TryRead(list, out var index, out failure), failure);
        Assert.Equal(RevocationReason.Superseded, index.Find(revoked)!.Value.Reason);
        Assert.Null(index.Find(good));

        // Of the CA's name and by its key, and of no other issuer's certificates.
        var issuer = ca.Pki.Intermediate.Certificate;
        Assert.Equal((true, false), (list.Issuer.Matches(issuer.Subject), list.IsIndirect));
        Assert.True(issuer.PublicKey.Verifies(list.ToBeSigned.Span, list.Signature.Span, list.SignatureAlgorithm));
    }

    // The certificates' issuer may sign no lists itself: a second certificate of its name and key may.
    private async Task<Uri> StartAsync()
    {
        var now = ca.Time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-5), now.AddDays(300));
        var draft = CertificateDraft.CrossCrlSigner(
            ca.Pki.Root.Certificate, ca.Pki.Intermediate.Certificate, terms, ca.Pki.IntermediateKey.PublicKey);
        var signer = (await ca.Pki.Root.IssueAsync(Pki.Linted(draft), Token)).Value;
        return await ca.StartCaAsync(
            ("Ca:Crl:Url", $"{AcmeTestClient.Base}/crl"), ("Ca:Crl:Certificate", Write("signer.pem", signer.ToPem())),
            ("Ca:Crl:Key", Write("signer.key", ca.Pki.IntermediateKey.ToPem())), ("Ca:Crl:OperatorKey", _operator.Key.ToString()));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, string? secret = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, "/ca/v1/crl"));
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await ca.Http.SendAsync(request, Token);
    }
}
