using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shaken.Console.Tests.Support;

namespace Shaken.Console.Tests;

/// <summary>What the browser has to fetch before the console is there.</summary>
public sealed class FirstLoadTests(ConsoleLab lab)
{
    private const int MaxOctets = 3_000_000;

    [Fact]
    public async Task Load_TheFirst_IsSmall_AndTheNextComesFromTheCache()
    {
        await using var window = await lab.OpenAsync();
        var responses = new ConcurrentQueue<IResponse>();
        window.Page.Response += (_, response) => responses.Enqueue(response);
        await window.GoAsync(lab.Authority, "");
        var first = await OctetsOfAsync(responses);
        Assert.InRange(first, MaxOctets / 3, MaxOctets);
        window.HasNoFault();

        responses.Clear();
        var next = await window.Context.NewPageAsync();
        next.Response += (_, response) => responses.Enqueue(response);
        await next.GotoAsync($"{lab.Authority.Origin}/console/");
        await next.Locator("h1").WaitForAsync();
        Assert.InRange(await OctetsOfAsync(responses), 0, MaxOctets / 20);
    }

    [Fact]
    public async Task Answer_OfTheConsole_ForbidsForeignScriptsAndFrames()
    {
        await using var window = await lab.OpenAsync();
        var response = await window.Page.GotoAsync($"{lab.Authority.Origin}/console/");
        var headers = await response!.AllHeadersAsync();
        var policy = headers["content-security-policy"];
        var scripts = policy.Split(';').Single(part => part.Trim().StartsWith("script-src", StringComparison.Ordinal));
        Assert.DoesNotContain("unsafe-inline", scripts, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", scripts, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        var isBlocked = await window.Page.EvaluateAsync<bool>("""
            () => new Promise(done => {
              document.addEventListener('securitypolicyviolation', () => done(true));
              const script = document.createElement('script');
              script.textContent = 'window.injected = true';
              document.head.append(script);
              setTimeout(() => done(!window.injected), 500);
            })
            """);
        Assert.True(isBlocked);
    }

    private static async Task<long> OctetsOfAsync(IEnumerable<IResponse> responses)
    {
        long octets = 0;
        foreach (var response in responses)
        {
            var sizes = await response.Request.SizesAsync();
            octets += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        return octets;
    }
}
