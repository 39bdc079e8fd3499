using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shaken.ConsolePages;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.ConsolePages;

/// <summary>The files of the console: from the program itself, kept where their names tell their content, with a strict policy.</summary>
public sealed class ConsoleApplicationTests : IAsyncLifetime
{
    private LoneProgram _program = null!;
    private HttpClient _http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _program = await LoneProgram.StartAsync(("Shaken:Roles", "console"));
        _http = _program.NewClient("127.0.0.1");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
    }

    [Theory]
    [InlineData("/console/")]
    [InlineData("/console/index.html")]
    [InlineData("/console/providers")]
    [InlineData("/console/providers/one")]
    public async Task Screen_AnyUrl_AnswersThePageUnderAStrictPolicy(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.True(response.Headers.CacheControl?.NoCache);
        var page = await response.Content.ReadAsStringAsync(Token);
        const string Begin = "<script type=\"importmap\">";
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var map = page[begin..page.IndexOf("</script>", begin, StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)));
        var policy = string.Concat(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatNamesItsContent_IsKeptForEver_AndIsCompressed()
    {
        var path = ConsoleFiles.Paths.First(one =>
            one.StartsWith("_framework/dotnet.native.", StringComparison.Ordinal) && one.EndsWith(".wasm", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/console/{path}");
        request.Headers.Add("Accept-Encoding", "gzip, br");
        using var response = await _http.SendAsync(request, Token);
        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
        Assert.Equal("application/wasm", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        using var plain = await _http.GetAsync(new Uri($"/console/{path}", UriKind.Relative), Token);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal("\0asm"u8.ToArray(), (await plain.Content.ReadAsByteArrayAsync(Token))[..4]);
        Assert.NotEqual(response.Headers.ETag, plain.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/console/{path}");
        again.Headers.Add("Accept-Encoding", "br");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var known = await _http.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Fact]
    public async Task File_ThatIsNotThere_Is404()
    {
        using var response = await _http.GetAsync(new Uri("/console/_framework/none.wasm", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void FirstLoad_IsAtMostThreeMegabytes() =>
        Assert.InRange(ConsoleFiles.Paths.Sum(path => (long)ConsoleFiles.Find(path)!.Octets.Length), 1, 3_000_000);
}
