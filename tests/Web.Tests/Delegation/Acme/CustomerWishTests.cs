using System.Formats.Asn1;
using System.Net;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Delegation.Acme;

/// <summary>What a customer may ask for beside its numbers: constraints of claims, a profile, that a certificate is replaced.</summary>
public sealed class CustomerWishTests(DelegationDeployment world) : IClassFixture<DelegationDeployment>
{
    private const string Root = DelegationDeployment.Root;

    [Fact]
    public async Task Constraints_AreAuthorizedBesideTheNumbers_AndStandInTheCertificate()
    {
        var numbers = DelegationDeployment.Numbers("12025550101");
        var (client, _) = await world.LendAsync(numbers);
        var placed = (await OrderAsync(client, numbers, Constraints("crn", ("rcd", "x")))).Expect(HttpStatusCode.Created);
        var order = AcmeTestOrder.Of(client, placed);
        var authorizations = placed.Json.GetProperty("authorizations").EnumerateArray().Select(url => url.GetString()!).ToList();
        Assert.Equal(2, authorizations.Count);
        var second = (await client.PostAsync(authorizations[1])).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("valid", "JWTClaimConstraints"),
            (second.Text("status"), second.Json.GetProperty("identifier").GetProperty("type").GetString()));

        (await order.FinalizeAsync(await DelegationDeployment.CsrAsync(numbers))).Expect(HttpStatusCode.OK);
        var leaf = (await order.DownloadAsync())[0];
        var constraints = leaf.Extensions.ClaimConstraints!;
        Assert.Equal(["crn"], constraints.MustInclude);
        Assert.Equal(["attest", "origid"], constraints.MustExclude);
        Assert.Equal(("rcd", "x"), (constraints.PermittedValues.Single().Claim, constraints.PermittedValues.Single().Values.Single()));
        Assert.Empty(CertificateLinter.Lint(leaf, LintProfile.DelegateLeaf));
    }

    [Fact]
    public async Task Authorization_OfConstraintsThatWereNotOrdered_IsNotFound()
    {
        var numbers = DelegationDeployment.Numbers("12025550102");
        var (client, _) = await world.LendAsync(numbers);
        var order = AcmeTestOrder.Of(client, (await client.NewOrderAsync(numbers)).Expect(HttpStatusCode.Created));
        (await client.PostAsync($"{order.Authorization}-c")).ExpectProblem("malformed", HttpStatusCode.NotFound, Root);
    }

    [Fact]
    public async Task Constraints_ThatContradictADelegate_AreRejected()
    {
        var numbers = DelegationDeployment.Numbers("12025550103");
        var (client, _) = await world.LendAsync(numbers);
        foreach (var contradictory in (byte[][])[Constraints("attest"), Constraints("origid"), Constraints("crn", ("attest", "C"))])
            (await OrderAsync(client, numbers, contradictory)).ExpectProblem("rejectedIdentifier", HttpStatusCode.Forbidden, Root);
        (await OrderAsync(client, numbers, [0x30, 0x00])).ExpectProblem("malformed", HttpStatusCode.BadRequest, Root);
    }

    [Fact]
    public async Task Profile_ShortLived_BoundsTheLife()
    {
        var numbers = DelegationDeployment.Numbers("12025550104");
        var (client, _) = await world.LendAsync(numbers);
        var (order, certificate) = await world.IssueAsync(client, numbers, ""","profile":"short-lived" """);
        Assert.True(certificate.NotAfter - certificate.NotBefore < TimeSpan.FromHours(24));
        Assert.Equal("short-lived", (await order.GetAsync()).Text("profile"));
    }

    [Theory]
    [InlineData(""","profile":"tls" """, "invalidProfile")]
    [InlineData(""","profile":7""", "malformed")]
    public async Task Profile_ThatIsNotKnown_IsRefused(string member, string error)
    {
        var numbers = DelegationDeployment.Numbers("12025550105");
        var (client, _) = await world.LendAsync(numbers);
        (await client.NewOrderAsync(numbers, member)).ExpectProblem(error, HttpStatusCode.BadRequest, Root);
    }

    [Fact]
    public async Task Replaces_IsTakenOnce_AndByTheAccountOnly()
    {
        var numbers = DelegationDeployment.Numbers("12025550106");
        var (client, grant) = await world.LendAsync(numbers);
        var (_, certificate) = await world.IssueAsync(client, numbers);
        var member = $$""","replaces":"{{RenewalId.Of(certificate)!.Text}}" """;
        var other = await world.RegisterAsync(grant.Customer);
        (await other.NewOrderAsync(numbers, member)).ExpectProblem("malformed", HttpStatusCode.BadRequest, Root);

        var placed = (await client.NewOrderAsync(numbers, member)).Expect(HttpStatusCode.Created);
        Assert.Equal(RenewalId.Of(certificate)!.Text, placed.Text("replaces"));
        (await client.NewOrderAsync(numbers, member)).ExpectProblem("alreadyReplaced", HttpStatusCode.Conflict, Root);

        // An order that came to nothing replaces nothing.
        (await client.PostAsync(AcmeTestOrder.Of(client, placed).Authorization, """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK);
        (await client.NewOrderAsync(numbers, member)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Account_UsesEveryResource()
    {
        var numbers = DelegationDeployment.Numbers("12025550107");
        var (client, _) = await world.LendAsync(numbers);
        (await client.PostAsync($"{Root}/directory")).Expect(HttpStatusCode.OK);
        (await client.PostAsync($"{Root}/new-nonce")).Expect(HttpStatusCode.NoContent);
        (await client.SendAsync(HttpMethod.Get, $"{Root}/new-nonce")).Expect(HttpStatusCode.NoContent);
        (await client.PostAsync(client.Account!, """{"contact":["mailto:pbx@customer.example"]}""")).Expect(HttpStatusCode.OK);
        var (order, certificate) = await world.IssueAsync(client, numbers);
        Assert.Single(
            (await client.PostAsync($"{client.Account}/orders")).Expect(HttpStatusCode.OK).Json.GetProperty("orders").EnumerateArray());
        (await client.PostAsync($"{Root}/certificate/{order.Id}/0")).Expect(HttpStatusCode.OK);
        (await client.PostAsync($"{Root}/certificate/{order.Id}/1")).ExpectProblem("malformed", HttpStatusCode.NotFound, Root);
        var key = SoftwareKey.New();
        (await KeyChangeTests.ChangeAsync(client, key)).Expect(HttpStatusCode.OK);
        client.Key = key;
        var revocation = $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}"}""";
        (await client.PostAsync($"{Root}/revoke-cert", revocation)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task RenewalInfo_OfACertificate_IsWithinItsLife()
    {
        var numbers = DelegationDeployment.Numbers("12025550108");
        var (client, _) = await world.LendAsync(numbers);
        var (_, certificate) = await world.IssueAsync(client, numbers);
        var reply =
            (await client.SendAsync(HttpMethod.Get, $"{Root}/renewal-info/{RenewalId.Of(certificate)!.Text}")).Expect(HttpStatusCode.OK);
        var window = reply.Json.GetProperty("suggestedWindow");
        var (start, end) = (window.GetProperty("start").GetDateTimeOffset(), window.GetProperty("end").GetDateTimeOffset());
        Assert.True(certificate.NotBefore < start && start < end && end < certificate.NotAfter);
        Assert.Equal("21600", reply.Header("Retry-After"));
        (await client.SendAsync(HttpMethod.Get, $"{Root}/renewal-info/AAAA.AAAA"))
            .ExpectProblem("malformed", HttpStatusCode.NotFound, Root);
        (await client.SendAsync(HttpMethod.Get, $"{Root}/renewal-info/x")).ExpectProblem("malformed", HttpStatusCode.NotFound, Root);
    }

    private static Task<AcmeReply> OrderAsync(AcmeTestClient client, TnAuthList numbers, byte[] constraints)
    {
        var list = StrictBase64Url.Encode(TnAuthListDer.Write(numbers));
        var payload = $$"""{"identifiers":[{"type":"TNAuthList","value":"{{list}}"},{"type":"JWTClaimConstraints","value":"{{StrictBase64Url.Encode(constraints)}}"}]}""";
        return client.PostAsync($"{Root}/new-order", payload);
    }

    // JWTClaimConstraints of RFC 8226 section 8, explicit tags.
    private static byte[] Constraints(string mustInclude, params (string Claim, string Value)[] permitted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
            using (writer.PushSequence()) writer.WriteCharacterString(UniversalTagNumber.IA5String, mustInclude);
            if (permitted.Length > 0)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true)))
                using (writer.PushSequence())
                {
                    foreach (var (claim, value) in permitted)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteCharacterString(UniversalTagNumber.IA5String, claim);
                            using (writer.PushSequence()) writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                        }
                    }
                }
            }
        }

        return writer.Encode();
    }
}
