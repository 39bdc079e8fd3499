using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>Orders and authorizations (RFC 8555 sections 7.1.3 to 7.1.6, 7.4, 7.5).</summary>
public sealed class OrderTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Base = AcmeTestClient.Base;
    private const string Good = "MAigBhYEMTIzNA";

    public static TheoryData<string, string, HttpStatusCode> Identifiers => new()
    {
        { """{"type":"dns","value":"example.com"}""", "unsupportedIdentifier", HttpStatusCode.BadRequest },
        { $$"""{"type":"TNAUTHLIST","value":"{{Good}}"}""", "unsupportedIdentifier", HttpStatusCode.BadRequest },
        { $$"""{"type":"TNAuthList","value":"{{Good}}=="}""", "malformed", HttpStatusCode.BadRequest },
        { """{"type":"TNAuthList","value":""}""", "malformed", HttpStatusCode.BadRequest },
        { """{"type":"TNAuthList","value":"AAAA"}""", "malformed", HttpStatusCode.BadRequest },
        { """{"type":"TNAuthList","value":"MAA"}""", "malformed", HttpStatusCode.BadRequest },
        { """{"type":"TNAuthList"}""", "malformed", HttpStatusCode.BadRequest },
        { """{"type":1,"value":"MAA"}""", "malformed", HttpStatusCode.BadRequest },
        { "\"1234\"", "malformed", HttpStatusCode.BadRequest },
    };

    [Theory]
    [MemberData(nameof(Identifiers))]
    public async Task Identifier_ThatIsNoTnAuthList_IsRefused(string identifier, string error, HttpStatusCode status)
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync($"{Base}/new-order", $$"""{"identifiers":[{{identifier}}]}""")).ExpectProblem(error, status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"identifiers":[]}""")]
    [InlineData("""{"identifiers":{}}""")]
    [InlineData("")]
    [InlineData("[1]")]
    public async Task Order_WithoutIdentifiers_IsMalformed(string payload)
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync($"{Base}/new-order", payload)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Order_OfTwoIdentifiers_IsRejected_AndSubproblemsNameThoseThatAreWrong()
    {
        var client = await ca.RegisterAsync();
        var good = $$"""{"type":"TNAuthList","value":"{{Good}}"}""";
        (await client.PostAsync($"{Base}/new-order", $$"""{"identifiers":[{{good}},{{good}}]}""")).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden);

        const string Dns = """{"type":"dns","value":"example.com"}""";
        var one = (await client.PostAsync($"{Base}/new-order", $$"""{"identifiers":[{{good}},{{Dns}}]}""")).ExpectProblem("unsupportedIdentifier", HttpStatusCode.BadRequest);
        var sub = Assert.Single(one.Json.GetProperty("subproblems").EnumerateArray());
        Assert.Equal(
            ("urn:ietf:params:acme:error:unsupportedIdentifier", "example.com"),
            (sub.GetProperty("type").GetString(), sub.GetProperty("identifier").GetProperty("value").GetString()));

        var both = (await client.PostAsync($"{Base}/new-order", $$"""{"identifiers":[{"type":"TNAuthList","value":"AAAA"},{{Dns}}]}""")).ExpectProblem("compound", HttpStatusCode.BadRequest);
        Assert.Equal(2, both.Json.GetProperty("subproblems").GetArrayLength());
    }

    [Fact]
    public async Task PaddedIdentifier_IsTakenBehindTheSwitch_AndGivenBackAsItCame()
    {
        var refused = (await (await ca.RegisterAsync()).NewOrderAsync($"{Good}==")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        Assert.Contains("Acme:Quirks=PaddedIdentifiers", refused.Text("detail"), StringComparison.Ordinal);
        var client = await ca.RegisterAsync(await ca.StartCaAsync(("Acme:Quirks", "PaddedIdentifiers")));
        foreach (var garbage in (string[])["!", "é", $"{Good}=", "====", $"{Good[..^1]}B"]) (await client.NewOrderAsync(garbage)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        var reply = (await client.NewOrderAsync($"{Good}==")).Expect(HttpStatusCode.Created);
        Assert.Equal($"{Good}==", reply.Json.GetProperty("identifiers")[0].GetProperty("value").GetString());
        var order = await AcmeTestOrder.Of(client, reply).AuthorizeAsync(await ca.TokenAsync(client));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
        await order.DownloadAsync();
    }

    [Fact]
    public async Task Numbers_AreRejected_UnlessDelegationIsAllowed()
    {
        Assert.True(TelephoneNumber.TryParse("12155550121", out var number));
        var numbers = TnAuthList.Of(new NumberEntry(number));
        var client = await ca.RegisterAsync();
        var refused = (await client.NewOrderAsync(numbers)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden);
        Assert.Contains("Acme:AllowDelegation", refused.Text("detail"), StringComparison.Ordinal);
        (await client.NewOrderAsync(TnAuthList.Of(CaDeployment.Spc.Entries[0], new NumberEntry(number)))).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden);

        // The switch alone does not make a CA that has the numbers.
        (await client.At(await ca.StartCaAsync(("Acme:AllowDelegation", "true"))).NewOrderAsync(numbers)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden);

        Assert.True(TelephoneNumber.TryParse("12155550100", out var start));
        Assert.True(TelephoneNumberRange.TryCreate(start, 50, out var range));
        var delegating = client.At(await ca.StartDelegatingCaAsync(TnAuthList.Of(new RangeEntry(range))));
        Assert.True(TelephoneNumber.TryParse("12155550221", out var beyond));
        (await delegating.NewOrderAsync(TnAuthList.Of(new NumberEntry(beyond)))).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden);
        (await delegating.NewOrderAsync(CaDeployment.Spc)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden);
        var order = await ca.ReadyOrderAsync(delegating, numbers);
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(list: numbers))).Expect(HttpStatusCode.OK);
        var leaf = (await order.DownloadAsync())[0];
        Assert.Equal(numbers.Entries, leaf.Extensions.TnAuthList!.Entries);
        Assert.Empty(CertificateLinter.Lint(leaf, LintProfile.DelegateLeaf));
    }

    [Fact]
    public async Task SubordinateCa_IsIssuedToATokenThatSaysSo_WhereDelegationIsAllowed()
    {
        var client = await ca.RegisterAsync(await ca.StartCaAsync(("Acme:AllowDelegation", "true")));
        var order = await (await client.OrderAsync(CaDeployment.Spc)).AuthorizeAsync(await ca.TokenAsync(client, ca: true));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).ExpectProblem("badCSR", HttpStatusCode.BadRequest);
        (await order.FinalizeAsync(await CaDeployment.CsrAsync(isCa: true))).Expect(HttpStatusCode.OK);
        var certificate = (await order.DownloadAsync())[0];
        Assert.True(certificate.IsCa);
        Assert.Empty(CertificateLinter.Lint(certificate, LintProfile.DelegateCa));
    }

    [Theory]
    [InlineData("\"notBefore\":1")]
    [InlineData("\"notAfter\":\"tomorrow\"")]
    [InlineData("\"notAfter\":\"2020-01-01T00:00:00Z\"")]
    [InlineData("\"notBefore\":\"2090-01-01T00:00:00Z\",\"notAfter\":\"2089-01-01T00:00:00Z\"")]
    [InlineData("\"notBefore\":\"9999-12-31T23:59:59Z\"")]
    [InlineData("\"notBefore\":\"9999-12-31T23:59:59-14:00\"")]
    [InlineData("\"notBefore\":\"9999-12-31T23:59:60Z\"")]
    [InlineData("\"notAfter\":\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"notAfter\":\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"notAfter\":\"2090-01-01 00:00:00Z\"")]
    public async Task Validity_ThatIsNone_IsMalformed(string members)
    {
        var client = await ca.RegisterAsync();
        (await client.NewOrderAsync(CaDeployment.Spc, $",{members}")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("\"notAfter\":\"9999-12-31T23:59:59Z\"")]
    [InlineData("\"notAfter\":\"9999-12-31t23:59:59.999999999999z\"")]
    [InlineData("\"notBefore\":\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"notBefore\":null,\"notAfter\":null")]
    public async Task Validity_ExtremeDates_EndInACertificate(string members)
    {
        var client = await ca.RegisterAsync();
        var order = AcmeTestOrder.Of(client, (await client.NewOrderAsync(CaDeployment.Spc, $",{members}")).Expect(HttpStatusCode.Created));
        var leaf = await FinishAsync(order);
        Assert.InRange(leaf.NotAfter, ca.Time.GetUtcNow().AddDays(89), ca.Time.GetUtcNow().AddDays(90));
    }

    [Fact]
    public async Task Validity_MoreThanADayAhead_IsMalformed()
    {
        var client = await ca.RegisterAsync();
        var day = ca.Time.GetUtcNow().AddDays(1);
        (await client.NewOrderAsync(CaDeployment.Spc, $",\"notBefore\":\"{Text(day)}\"")).Expect(HttpStatusCode.Created);
        (await client.NewOrderAsync(CaDeployment.Spc, $",\"notBefore\":\"{Text(day.AddSeconds(1))}\"")).ExpectProblem("malformed",
            HttpStatusCode.BadRequest);
    }

    // As a version without the bound left it.
    [Fact]
    public async Task StoredOrder_OfTheYear9999_IsRefusedAtFinalizeAndRead()
    {
        var client = await ca.RegisterAsync();
        var order = await ca.ReadyOrderAsync(client);
        var orders = ca.Services.GetRequiredService<AcmeOrders>();
        var stored = (await orders.FindAsync(order.Id, TestContext.Current.CancellationToken))!;
        var csr = await CaDeployment.CsrAsync();
        var far = stored.Order with { NotBefore = new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) };
        var replaced = (await orders.TryReplaceAsync(far, stored.ETag, TestContext.Current.CancellationToken))!;
        (await order.FinalizeAsync(csr)).ExpectProblem("malformed", HttpStatusCode.BadRequest);

        await orders.TryReplaceAsync(far with { Status = AcmeOrderStatus.Processing, Csr = csr.Der.ToArray() }, replaced.ETag,
            TestContext.Current.CancellationToken);
        Assert.Equal("invalid", await order.StatusAsync());
    }

    [Theory]
    [InlineData("t", "z")]
    [InlineData("T", "+00:00")]
    public async Task Validity_LowerCaseOrOffset_IsRead(string t, string z)
    {
        var client = await ca.RegisterAsync();
        var text = Text(ca.Time.GetUtcNow().AddDays(3)).Replace("T", t, StringComparison.Ordinal).Replace("Z", z,
            StringComparison.Ordinal);
        var reply = (await client.NewOrderAsync(CaDeployment.Spc, $",\"notAfter\":\"{text}\"")).Expect(HttpStatusCode.Created);
        Assert.Equal(Text(ca.Time.GetUtcNow().AddDays(3)), reply.Text("notAfter"));
    }

    [Fact]
    public async Task Validity_IsAsWished_WithinTheProfile()
    {
        var client = await ca.RegisterAsync();
        var now = ca.Time.GetUtcNow();
        var (from, to) = (now.AddDays(1), now.AddDays(3));
        var reply = (await client.NewOrderAsync(CaDeployment.Spc, $",\"notBefore\":\"{Text(from)}\",\"notAfter\":\"{Text(to)}\"")).Expect(HttpStatusCode.Created);
        Assert.Equal((Text(from), Text(to)), (reply.Text("notBefore"), reply.Text("notAfter")));
        var leaf = await FinishAsync(AcmeTestOrder.Of(client, reply));
        Assert.Equal((from, to), (leaf.NotBefore, leaf.NotAfter));

        // No longer than the profile has it.
        var long1 = AcmeTestOrder.Of(client, await client.NewOrderAsync(CaDeployment.Spc, $",\"notAfter\":\"{Text(now.AddDays(900))}\""));
        Assert.InRange((await FinishAsync(long1)).NotAfter, now.AddDays(89), now.AddDays(90));
    }

    [Fact]
    public async Task Order_NotFinishedInTime_IsInvalid_AndItsAuthorizationToo()
    {
        var client = await ca.RegisterAsync();
        var (pending, ready) = (await client.OrderAsync(CaDeployment.Spc), await ca.ReadyOrderAsync(client));
        ca.Time.Move(TimeSpan.FromDays(1));
        Assert.Equal(("invalid", "invalid"), (await pending.StatusAsync(), await ready.StatusAsync()));
        Assert.Equal(("invalid", "valid"), ((await client.PostAsync(pending.Authorization)).Text("status"), (await client.PostAsync(ready.Authorization)).Text("status")));
        (await ready.FinalizeAsync(await CaDeployment.CsrAsync())).ExpectProblem("orderNotReady", HttpStatusCode.Forbidden);
        await pending.AnswerAsync(await ca.TokenAsync(client));
        Assert.Equal("invalid", await pending.StatusAsync());
        ca.Time.Move(TimeSpan.FromDays(30));
        Assert.Equal("expired", (await client.PostAsync(ready.Authorization)).Text("status"));
    }

    [Fact]
    public async Task ClockSetBack_BetweenOrderAndFinalize_DoesNoHarm()
    {
        var client = await ca.RegisterAsync();
        var order = await ca.ReadyOrderAsync(client);
        ca.Time.Move(TimeSpan.FromMinutes(-50));
        var now = ca.Time.GetUtcNow();
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
        var leaf = (await order.DownloadAsync())[0];
        ca.Time.Move(TimeSpan.FromMinutes(50));
        Assert.Equal(now.AddMinutes(-5), leaf.NotBefore);
        Assert.True(leaf.IsValidAt(ca.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Authorization_GivenUp_EndsItsOrder()
    {
        var client = await ca.RegisterAsync();
        foreach (var order in (AcmeTestOrder[])[await client.OrderAsync(CaDeployment.Spc), await ca.ReadyOrderAsync(client)])
        {
            (await client.PostAsync(order.Authorization, """{"status":"valid"}""")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
            Assert.Equal("deactivated", (await client.PostAsync(order.Authorization, """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK).Text("status"));
            Assert.Equal("invalid", await order.StatusAsync());
            (await order.FinalizeAsync(await CaDeployment.CsrAsync())).ExpectProblem("orderNotReady", HttpStatusCode.Forbidden);
            await order.AnswerAsync(await ca.TokenAsync(client));
            Assert.Equal("invalid", await order.StatusAsync());
        }
    }

    [Fact]
    public async Task Authorization_GivenUpLater_LeavesTheCertificate()
    {
        var client = await ca.RegisterAsync();
        var (order, certificate) = await ca.IssueAsync(client);
        Assert.Equal("deactivated", (await client.PostAsync(order.Authorization, """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK).Text("status"));
        Assert.Equal(certificate.Fingerprint, (await order.DownloadAsync())[0].Fingerprint);
    }

    [Fact]
    public async Task Orders_ThatComeTooFast_AreRateLimited()
    {
        var client = await ca.RegisterAsync(await ca.StartCaAsync(("Acme:OrdersPerMinute", "3")));
        for (var count = 0; count < 3; count++) await client.OrderAsync(CaDeployment.Spc);
        var reply = (await client.NewOrderAsync(CaDeployment.Spc)).ExpectProblem("rateLimited", HttpStatusCode.TooManyRequests);
        Assert.NotNull(reply.Header("Retry-After"));
    }

    private async Task<StiCertificate> FinishAsync(AcmeTestOrder order)
    {
        await order.AuthorizeAsync(await ca.TokenAsync(order.Client));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
        return (await order.DownloadAsync())[0];
    }

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
