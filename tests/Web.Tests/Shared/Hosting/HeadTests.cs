using System.Net;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>HEAD is answered wherever GET is (RFC 9110 section 9.1), except where GET hands out what is gone then.</summary>
public sealed class HeadTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Reading => [.. FunctionTable.Http.Where(function => function is { Method: "GET", TakesAway: false }).Select(function => function.Route)];

    public static TheoryData<string> TakingAway => [.. FunctionTable.Http.Where(function => function.TakesAway).Select(function => function.Route)];

    [Theory]
    [MemberData(nameof(Reading))]
    public async Task Head_WhereGetIsAnswered_HasItsStatusAndHeaders(string route)
    {
        var instance = await ca.StartCaAsync(("Shaken:Roles", "ca,cr,console,pa,cps"));
        using var get = await SendAsync(instance, HttpMethod.Get, route);
        using var head = await SendAsync(instance, HttpMethod.Head, route);

        // The one route of which the specification wants two answers (RFC 8555 section 7.2).
        if (route == "acme/new-nonce") Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
        else Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.NotEqual(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType?.ToString(), head.Content.Headers.ContentType?.ToString());
        Assert.Equal(NamesOf(get), NamesOf(head));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [MemberData(nameof(TakingAway))]
    public async Task Head_WhereGetTakesAway_Is405(string route)
    {
        var instance = await ca.StartCaAsync(("Shaken:Roles", "ca,cps"));
        using var head = await SendAsync(instance, HttpMethod.Head, route);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.DoesNotContain("HEAD", head.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_OfTheDirectory_Is200()
    {
        using var head = await SendAsync(ca.Instances[0], HttpMethod.Head, "acme/directory");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
    }

    private static IEnumerable<string> NamesOf(HttpResponseMessage response) =>
        response.Headers.Select(header => header.Key).Where(name => name is not ("Transfer-Encoding" or "Date")).Order(StringComparer.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(Uri instance, HttpMethod method, string route)
    {
        var path = route.Replace("{dest}", "12155550131", StringComparison.Ordinal).Replace("{orig}", "12155550121", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, new Uri(instance, $"/{path}"));
        return await ca.Http.SendAsync(request, Token);
    }
}
