using System.Text;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.Tests.Trust.Countries;

public sealed class CountryPolicyDocumentTests
{
    private const string Root = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void TryRead_AllMembers_GivesTheTerms()
    {
        var document = Read($$"""
            {"version":1,"sequence":7,"exp":1800000000,"countries":{"CA":{"mechanism":"merge","ceiling":"B","excluded":false,
            "roots":["{{Root}}"],"paRoots":[],"crls":["https://sti-pa.ca.example/crl"],"prefixes":["1416","1514"]},
            "US":{"mechanism":"own"},"FR":{"mechanism":"none","ceiling":"none","excluded":true} } }
            """);
        Assert.Equal((7L, 1800000000L), (document.Sequence, document.ExpiresAt.ToUnixTimeSeconds()));
        var canada = document.Countries[BorderWorld.Canada];
        Assert.Equal(
            (TrustMechanism.Merge, AttestationCeiling.B, false), (canada.Trust.Mechanism, canada.Trust.Ceiling, canada.Trust.IsExcluded));
        Assert.Equal([Root], canada.Roots);
        Assert.Equal(["https://sti-pa.ca.example/crl"], canada.CrlUrls);
        Assert.Equal(["1416", "1514"], canada.Trust.Prefixes!.All);
        Assert.Equal(CountryTrust.OfOwn, document.Countries[Hierarchy.UnitedStates].Trust);
        Assert.False(document.Countries[Hierarchy.Country("FR")].Trust.CountsAtAll);
    }

    [Theory]
    [InlineData("""{"version":2,"sequence":1,"exp":1800000000,"countries":{}}""", DocumentFailure.UnknownVersion)]
    [InlineData("""{"version":true,"sequence":1,"exp":1800000000,"countries":{}}""", DocumentFailure.Malformed)]
    [InlineData("""{"version":1,"sequence":1.5,"exp":1800000000,"countries":{}}""", DocumentFailure.Malformed)]
    [InlineData("""{"version":1,"sequence":1,"exp":"soon","countries":{}}""", DocumentFailure.Malformed)]
    [InlineData("""{"version":1,"sequence":1,"exp":1800000000,"countries":[]}""", DocumentFailure.Malformed)]
    [InlineData("""{"version":1,"sequence":1,"exp":1800000000,"trustList":[],"countries":{}}""", DocumentFailure.AnotherKind)]
    [InlineData("""{"version":1,"sequence":1,"exp":1800000000,"countries":{},"countries":{}}""", DocumentFailure.Malformed)]
    [InlineData("[]", DocumentFailure.Malformed)]
    public void TryRead_BadDocument_NamesTheReason(string payload, DocumentFailure reason) => Assert.Equal(reason, Refusal(payload).Reason);

    [Theory]
    [InlineData("AB", """{"mechanism":"merge"}""")]
    [InlineData("ca", """{"mechanism":"merge"}""")]
    [InlineData("CA", """{"mechanism":"full"}""")]
    [InlineData("CA", """{}""")]
    [InlineData("CA", """[]""")]
    [InlineData("CA", """{"mechanism":"merge","ceiling":"D"}""")]
    [InlineData("CA", """{"mechanism":"merge","ceiling":null}""")]
    [InlineData("CA", """{"mechanism":"merge","excluded":"true"}""")]
    [InlineData("CA", """{"mechanism":"merge","exclude":true}""")]
    [InlineData("CA", """{"mechanism":"merge","roots":["AB"]}""")]
    [InlineData("CA", """{"mechanism":"merge","roots":"all"}""")]
    [InlineData("CA", """{"mechanism":"merge","paRoots":["AAAA"]}""")]
    [InlineData("CA", """{"mechanism":"merge","crls":["ftp://ca.example/crl"]}""")]
    [InlineData("CA", """{"mechanism":"merge","prefixes":["+1416"]}""")]
    [InlineData("CA", """{"mechanism":"merge","prefixes":[1416]}""")]
    public void TryRead_BadTerms_IsMalformed(string country, string terms) => Assert.Equal(
        DocumentFailure.Malformed,
        Refusal($$"""{"version":1,"sequence":1,"exp":1800000000,"countries":{"{{country}}":{{terms}} } }""").Reason);

    [Theory]
    [InlineData("""{"US":{"mechanism":"own"},"CA":{"mechanism":"own"}}""")]
    [InlineData($$"""{"US":{"mechanism":"own","roots":["{{Root}}"]},"CA":{"mechanism":"merge","roots":["{{Root}}"]} }""")]
    public void TryRead_Contradiction_IsRefused(string countries) => Assert.Equal(
        DocumentFailure.Contradictory,
        Refusal($$"""{"version":1,"sequence":1,"exp":1800000000,"countries":{{countries}} }""").Reason);

    [Fact]
    public async Task Write_TermsThatWereRead_AreTheSame()
    {
        var world = await BorderWorld.NewAsync();
        var root = Convert.ToBase64String(world.Other.PolicyAdministratorRoot.Certificate.Der.Span);
        var countries = Read($$"""
            {"version":"1.0","sequence":1,"exp":1800000000,"countries":{"CA":{"mechanism":"registry","ceiling":"none","excluded":true,
            "roots":["{{Root}}"],"paRoots":["{{root}}"],"crls":["https://sti-pa.ca.example/crl"],"prefixes":["1"]} } }
            """).Countries;
        Assert.Equal(
            world.Other.PolicyAdministratorRoot.Certificate.Fingerprint,
            countries[BorderWorld.Canada].AdministratorRoots[0].Certificate.Fingerprint);
        var policy = (await world.PolicyReader.ReadAsync(
            await world.SignPolicyAsync(countries), last: null, TestContext.Current.CancellationToken)).Value;
        Assert.True(CountryTermsJson.AreSame(countries[BorderWorld.Canada], policy.Countries[BorderWorld.Canada]));
    }

    [Theory]
    [InlineData("us", "US")]
    [InlineData("ca", "CA")]
    [InlineData("fr", "FR")]
    [InlineData("example", "NZ")]
    public void FindShipped_EachProfile_IsOfItsCountry(string name, string country) =>
        Assert.Equal((name, country), (CountryProfileFile.FindShipped(name)!.Name, CountryProfileFile.FindShipped(name)!.Country!.Value));

    [Fact]
    public void FindShipped_Profiles_DifferWhereTheirCountriesDo()
    {
        var (french, canadian) = (CountryProfileFile.FindShipped("fr")!, CountryProfileFile.FindShipped("ca")!);
        Assert.Equal((true, true, "fr"), (french.CrlCoversByUrl, french.HasListedIntermediates, french.Lint!.Name));
        Assert.Equal((false, false, "national"), (canadian.CrlCoversByUrl, canadian.HasListedIntermediates, canadian.Lint!.Name));
        Assert.Equal("us", CountryProfileFile.FindShipped("us")!.Lint!.Name);
        Assert.Equal(["64"], CountryProfileFile.FindShipped("example")!.Prefixes!.All);
        Assert.Null(CountryProfileFile.FindShipped("de"));
        Assert.Same(CountryProfile.Standard, CountryProfileFile.Of(Hierarchy.Country("NZ")));
    }

    [Theory]
    [InlineData("""{"country":"CA"}""")]
    [InlineData("""{"name":"x","country":"AB"}""")]
    [InlineData("""{"name":"x","country":"CA","crlCoversByURL":true}""")]
    [InlineData("""{"name":"x","country":"CA","crlCoversByUrl":1}""")]
    [InlineData("""{"name":"x","country":"CA","policyOids":["1"]}""")]
    [InlineData("""{"name":"x","country":"CA","prefixes":["a"]}""")]
    [InlineData("no json")]
    public void TryReadProfile_BadFile_IsRefused(string text) =>
        Assert.False(CountryProfileFile.TryRead(Encoding.UTF8.GetBytes(text), out _, out _));

    private static CountryPolicyDocument Read(string payload)
    {
        Assert.True(CountryPolicyDocument.TryRead(Encoding.UTF8.GetBytes(payload), out var document, out var refusal), refusal?.Detail);
        return document;
    }

    private static DocumentRefusal Refusal(string payload)
    {
        Assert.False(CountryPolicyDocument.TryRead(Encoding.UTF8.GetBytes(payload), out _, out var refusal));
        return refusal;
    }
}
