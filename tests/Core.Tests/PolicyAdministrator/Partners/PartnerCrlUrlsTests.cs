using System.Text;
using Shaken.Core.PolicyAdministrator.Partners;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

public sealed class PartnerCrlUrlsTests
{
    // Nobody signs the member: what is no https URL is left out, and the list is taken.
    [Theory]
    [InlineData("""{"crl":"https://pa.ca.example/crl"}""", "https://pa.ca.example/crl")]
    [InlineData("""{"crl":["https://a.example/1","https://b.example/","https://a.example/1"]}""", "https://a.example/1 https://b.example/")]
    [InlineData("""{"crl":["http://a.example/1","https://a:b@a.example/",7,"https://a.example/#x","crl",""]}""", "")]
    [InlineData("""{"crl":{}}""", "")]
    [InlineData("""{"caList":"a.b.c"}""", "")]
    [InlineData("a.b.c", "")]
    public void Read_Answer_GivesHttpsUrlsOnceEach(string body, string urls) =>
        Assert.Equal(urls, string.Join(' ', PartnerCrlUrls.Read(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void Read_MoreThanFit_TakesTheFirst()
    {
        var named = string.Join(',', Enumerable.Range(0, 1000).Select(number => $"\"https://a.example/{number}\""));
        Assert.Equal(PartnerCrlUrls.Most, PartnerCrlUrls.Read(Encoding.UTF8.GetBytes($"{{\"crl\":[{named}]}}")).Count);
    }

    [Fact]
    public async Task Of_SettledAndNamed_SettledComeFirst()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync(terms: world.Terms() with { CrlUrls = ["https://b.example/crl"] });
        var status = new PartnerStatus(world.Time.GetUtcNow(), CrlUrls: ["https://a.example/crl", "https://b.example/crl"]);
        Assert.Equal(["https://b.example/crl", "https://a.example/crl"], PartnerCrlUrls.Of(partner, status));
        Assert.Equal(["https://b.example/crl"], PartnerCrlUrls.Of(partner, status: null));
    }

    // A pause by the clock of before would last for days.
    [Fact]
    public async Task Run_AfterTheClockWasSetBack_AsksAgain()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        world.Serve(await world.SignAsync());
        await world.RunAsync();
        world.Time.SetWallClock(TimeSpan.FromDays(-2));
        await world.RunAsync();
        Assert.Equal(2, world.Requests.Count);
    }

    [Fact]
    public async Task Run_NotModified_KeepsTheCrlsThatTheServerNamed()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        world.Served["canada"] = new PartnerAnswer(await world.SignAsync(), "\"1\"", LastModified: null)
        {
            CrlUrls = ["https://sti-pa.ca.example/crl"],
        };
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(7));
        world.Serve(compact: null);
        await world.RunAsync();
        Assert.Equal(["https://sti-pa.ca.example/crl"], (await world.StatusAsync()).CrlUrls);
    }
}
