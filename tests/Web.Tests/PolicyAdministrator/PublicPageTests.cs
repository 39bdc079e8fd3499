using System.Net;

namespace Shaken.Web.Tests.PolicyAdministrator;

/// <summary>The public lists as a browser asks for them.</summary>
public sealed class PublicPageTests
{
    private const string OfABrowser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Providers_ForABrowser_AreAPageWithoutScript()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("one", "1234");
        using var http = world.Program.NewClient("127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/public/v1/providers");
        request.Headers.TryAddWithoutValidation("Accept", OfABrowser);
        using var response = await http.SendAsync(request, Token);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = string.Concat(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Equal(["Accept"], response.Headers.Vary);
        var page = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains("<td>Example Telephone</td><td>US</td><td>US/1234</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Providers_WithMarkupInAName_ShowItAsText()
    {
        await using var world = await PaWorld.StartAsync();
        var profile = PaWorld.ProfileOf("1234").Replace("Example Telephone", "<img src=x onerror=alert(1)>", StringComparison.Ordinal);
        var applied = await world.PostAsync("/operator/v1/accounts", $$"""{"id":"one","profile":{{profile}},"reason":"applied"}""");
        Assert.Equal(HttpStatusCode.Created, applied.Status);
        Assert.Equal(HttpStatusCode.OK, (await world.MoveAsync("one", "open")).Status);
        var page = (await world.GetAsync("/public/v1/providers?form=html")).Body;
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Providers_OverSeveralPages_LeadOn()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("one", "1234");
        await world.OpenAsync("two", "5678");
        var first = (await world.GetAsync("/public/v1/providers?form=html&count=1")).Body;
        Assert.Contains("US/1234", first, StringComparison.Ordinal);
        var link = WebUtility.HtmlDecode(first.Split("href=\"")[1].Split('"')[0]);
        Assert.StartsWith("/public/v1/providers?form=html&cursor=", link, StringComparison.Ordinal);
        Assert.Contains("US/5678", (await world.GetAsync(link)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorities_ForABrowser_AreAPage()
    {
        await using var world = await PaWorld.StartAsync();
        var id = await world.ApproveAsync();
        var page = await world.GetAsync("/public/v1/authorities", accept: OfABrowser);
        Assert.Equal("text/html", page.MediaType);
        Assert.Contains($"<td>{id}</td>", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("text/csv, text/html;q=0.5", "text/csv")]
    [InlineData("text/html;q=0.5, text/csv", "text/csv")]
    [InlineData("text/html;q=0, */*", "application/json")]
    [InlineData("image/png", "application/json")]
    public async Task Providers_ByWhatIsAccepted_HaveItsForm(string accept, string mediaType)
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(mediaType, (await world.GetAsync("/public/v1/providers", accept: accept)).MediaType);
    }
}
