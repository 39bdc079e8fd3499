using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>finalize (RFC 8555 section 7.4) and the CSR's rules.</summary>
public sealed class FinalizeTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private static readonly byte[] Spc = TnAuthListDer.Write(CaDeployment.Spc);

    public static TheoryData<string, Func<byte[]>> BadCsrs => new()
    {
        { "another TNAuthList", () => Csr(P256(), (Oids.TnAuthList, TnAuthListDer.Write(CaDeployment.SpcOf("5678")), false)) },
        { "one entry more", () => Csr(P256(), (Oids.TnAuthList, Convert.FromHexString("3010A006160431323334A006160435363738"), false)) },
        { "no TNAuthList", () => Csr(P256()) },
        { "a TNAuthList that is none", () => Csr(P256(), (Oids.TnAuthList, [0x30, 0x00], false)) },
        { "RSA", () => Csr(RSA.Create(2048)) },
        { "P-384", () => Csr(ECDsa.Create(ECCurve.NamedCurves.nistP384), (Oids.TnAuthList, Spc, false)) },
        { "SHA-384", () => Csr(P256(), HashAlgorithmName.SHA384, (Oids.TnAuthList, Spc, false)) },
        { "a signature by nobody", () => Spoil(Csr(P256(), (Oids.TnAuthList, Spc, false))) },
        { "another extension", () => Csr(P256(), (Oids.TnAuthList, Spc, false), ("2.5.29.17", [0x30, 0x0D, 0x82, 0x0B, .. "example.com"u8], false)) },
        { "extended key usage", () => Csr(P256(), (Oids.TnAuthList, Spc, false), ("2.5.29.37", Convert.FromHexString("300A06082B06010505070301"), false)) },
        { "CA:TRUE", () => Csr(P256(), (Oids.TnAuthList, Spc, false), (Oids.BasicConstraints, Convert.FromHexString("30030101FF"), true)) },
        { "another CRL", () => Csr(P256(), (Oids.TnAuthList, Spc, false), CertificateFormCrl("https://other.example/crl")) },
        { "a published key", () => Csr(Published(), (Oids.TnAuthList, Spc, false)) },
        { "no CSR", () => [0x30, 0x00] },
        { "nothing", () => [] },
        { "too much", () => new byte[20_000] },
        { "octets behind it", () => [.. Csr(P256(), (Oids.TnAuthList, Spc, false)), 0] },
    };

    [Theory]
    [MemberData(nameof(BadCsrs), DisableDiscoveryEnumeration = true)]
    public async Task Csr_ThatBreaksARule_IsBad_AndTheOrderStaysReadyForAGoodOne(string fault, Func<byte[]> csr)
    {
        Assert.NotEmpty(fault);
        var client = await ca.RegisterAsync();
        var order = await ca.ReadyOrderAsync(client);
        (await order.FinalizeAsync(csr())).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
        await AssertStillReadyAsync(order);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"csr":1}""")]
    [InlineData("""{"csr":"MAA="}""")]
    [InlineData("""{"csr":"-----BEGIN"}""")]
    [InlineData("")]
    public async Task Finalize_WithoutACsr_IsMalformed_AndTheOrderStaysReady(string payload)
    {
        var client = await ca.RegisterAsync();
        var order = await ca.ReadyOrderAsync(client);
        (await client.PostAsync(order.Finalize, payload)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        await AssertStillReadyAsync(order);
    }

    [Fact]
    public async Task Csr_WithAnAccountsKey_IsBad_UnlessAllowed()
    {
        var (client, other) = (await ca.RegisterAsync(), await ca.RegisterAsync());
        var order = await ca.ReadyOrderAsync(client);
        var refused =
            (await order.FinalizeAsync(await CaDeployment.CsrAsync(client.Key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
        Assert.Contains("Ca:AllowAccountKeys", refused.Text("detail"), StringComparison.Ordinal);
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(other.Key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);

        var tolerant = order.By(client.At(await ca.StartCaAsync(("Ca:AllowAccountKeys", "true"))));
        (await tolerant.FinalizeAsync(await CaDeployment.CsrAsync(client.Key))).Expect(HttpStatusCode.OK);
        await order.DownloadAsync();
    }

    [Fact]
    public async Task Csr_WithAKeyOfAnotherAccountsCertificate_IsBad_AndWithOnesOwnItIsGood()
    {
        var (client, other) = (await ca.RegisterAsync(), await ca.RegisterAsync());
        var key = SoftwareKey.New();
        var (_, first) = await ca.IssueAsync(client, key);
        var order = await ca.ReadyOrderAsync(other);
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(key))).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
        await AssertStillReadyAsync(order);
        var (_, renewed) = await ca.IssueAsync(client, key);
        Assert.NotEqual(first.SerialNumberText, renewed.SerialNumberText);
    }

    [Fact]
    public async Task Csr_WithoutASubject_GetsOneByTheProfile()
    {
        var order = await ca.ReadyOrderAsync(await ca.RegisterAsync());
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(organization: null))).Expect(HttpStatusCode.OK);
        Assert.Equal("C=US, O=Provider 1234, CN=SHAKEN 1234", (await order.DownloadAsync())[0].Subject.ToString());
    }

    [Fact]
    public async Task Csr_WithTheProfilesOwnCrl_IsTaken_WithOrWithoutItsIssuer()
    {
        var order = await ca.ReadyOrderAsync(await ca.RegisterAsync());
        (await order.FinalizeAsync(Csr(P256(), (Oids.TnAuthList, Spc, false), CertificateFormCrl(ca.Pki.Policy.Crl.Url)))).Expect(HttpStatusCode.OK);
        var point = Assert.Single((await order.DownloadAsync())[0].Extensions.CrlDistributionPoints!);
        Assert.True(Assert.Single(point.CrlIssuers).Matches(ca.Pki.Policy.Crl.Issuer));
    }

    [Fact]
    public async Task Finalize_BeforeTheChallenge_OrTwice_FindsTheOrderNotReady()
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        var csr = await CaDeployment.CsrAsync();
        (await order.FinalizeAsync(csr)).ExpectProblem("orderNotReady", HttpStatusCode.Forbidden);
        await order.AuthorizeAsync(await ca.TokenAsync(client));
        (await order.FinalizeAsync(csr)).Expect(HttpStatusCode.OK);
        (await order.FinalizeAsync(csr)).ExpectProblem("orderNotReady", HttpStatusCode.Forbidden);
        await order.DownloadAsync();
    }

    [Fact]
    public async Task Finalizes_OnBothInstancesAtOnce_MakeOneCertificate()
    {
        var client = await ca.RegisterAsync();
        for (var round = 0; round < 4; round++)
        {
            var order = await ca.ReadyOrderAsync(client);
            var csrs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CaDeployment.CsrAsync()));
            var replies = await Task.WhenAll(csrs.Select((csr, index) => order.By(client.At(ca.Instances[index % 2])).FinalizeAsync(csr)));
            var winner = Assert.Single(Enumerable.Range(0, 6), index => replies[index].Status == HttpStatusCode.OK);
            Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.ExpectProblem("orderNotReady", HttpStatusCode.Forbidden));
            var here = (await order.DownloadAsync())[0];
            var there = (await order.By(client.At(ca.Instances[1])).DownloadAsync())[0];
            Assert.Equal(here.Fingerprint, there.Fingerprint);
            Assert.True(here.PublicKey.TryToP256(out var key));
            Assert.Equal(csrs[winner].PublicKey.Q.X, key.Parameters.Q.X);
        }
    }

    [Fact]
    public async Task EndWithToken_EndsTheCertificateWithIt_AndSubjectSerialNumberTellsThemApart()
    {
        var client = await ca.RegisterAsync(await ca.StartCaAsync(("Ca:EndWithToken", "true"), ("Ca:SubjectSerialNumber", "true")));
        var certificates = new List<StiCertificate>();
        for (var count = 0; count < 2; count++)
        {
            var order = await (await client.OrderAsync(CaDeployment.Spc)).AuthorizeAsync(await ca.TokenAsync(client, life: TimeSpan.FromDays(7)));
            (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
            certificates.Add((await order.DownloadAsync())[0]);
        }

        Assert.All(certificates, certificate => Assert.Equal(ca.Time.GetUtcNow().AddDays(7), certificate.NotAfter));
        Assert.Equal(2, certificates.Select(certificate => certificate.Subject.Values(Oids.NameSerialNumber).Single()).Distinct().Count());
    }

    private static async Task AssertStillReadyAsync(AcmeTestOrder order)
    {
        Assert.Equal("ready", await order.StatusAsync());
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
        await order.DownloadAsync();
    }

    private static ECDsa P256() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    // RFC 6979 appendix A.2.5.
    private static ECDsa Published() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"),
        Q = new ECPoint
        {
            X = Convert.FromHexString("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
            Y = Convert.FromHexString("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"),
        },
    });

    private static byte[] Csr(ECDsa key, params (string Oid, byte[] Value, bool IsCritical)[] extensions) => Csr(key, HashAlgorithmName.SHA256, extensions);

    private static byte[] Csr(ECDsa key, HashAlgorithmName hash, params (string Oid, byte[] Value, bool IsCritical)[] extensions) =>
        With(new CertificateRequest("C=US, O=Provider A, CN=SHAKEN 1234", key, hash), extensions).CreateSigningRequest();

    private static byte[] Csr(RSA key) =>
        With(new CertificateRequest("CN=SHAKEN 1234", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), (Oids.TnAuthList, Spc, false)).CreateSigningRequest();

    private static CertificateRequest With(CertificateRequest request, params (string Oid, byte[] Value, bool IsCritical)[] extensions)
    {
        foreach (var (oid, value, isCritical) in extensions) request.CertificateExtensions.Add(new X509Extension(oid, value, isCritical));
        return request;
    }

    private static (string Oid, byte[] Value, bool IsCritical) CertificateFormCrl(string url)
    {
        var builder = CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]);
        return (Oids.CrlDistributionPoints, builder.RawData, false);
    }

    // The last octet of a DER ECDSA signature is the last one of s.
    private static byte[] Spoil(byte[] der)
    {
        der[^1] ^= 1;
        return der;
    }
}
