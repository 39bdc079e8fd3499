using System.Net;
using System.Net.Http.Headers;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Fetching;

/// <summary>A host that is busy for a moment is asked again, and not for ever.</summary>
public sealed class BusyHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SkippingTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 5, 5)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 0, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, null, null)]
    [InlineData(HttpStatusCode.TooManyRequests, 5, null)]
    [InlineData(HttpStatusCode.OK, 5, null)]
    public void PauseOf_StatusAndHeader_IsAtLeastASecond(HttpStatusCode status, int? retryAfter, int? expected)
    {
        using var response = new HttpResponseMessage(status);
        if (retryAfter is { } seconds) response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        TimeSpan? pause = expected is { } wanted ? TimeSpan.FromSeconds(wanted) : null;
        Assert.Equal(pause, BusyHost.PauseOf(response.StatusCode, response.Headers));
    }

    [Fact]
    public async Task Ask_BusyTwice_GivesTheThirdAnswerAfterBothPauses()
    {
        var (tries, begun) = (0, _time.GetUtcNow());
        var answer = await BusyHost.AskAsync(
            _ => Task.FromResult(++tries), tried => tried < 3 ? TimeSpan.FromSeconds(4) : null, Patience, _time, Token);
        Assert.Equal(3, answer);
        Assert.Equal(TimeSpan.FromSeconds(8), _time.GetUtcNow() - begun);
    }

    [Theory]
    [InlineData(10, 4)]
    [InlineData(31, 1)]
    public async Task Ask_AlwaysBusy_EndsWithinThePatience(int pause, int tries)
    {
        var tried = 0;
        await BusyHost.AskAsync<TimeSpan?>(
            _ =>
            {
                tried++;
                return Task.FromResult<TimeSpan?>(TimeSpan.FromSeconds(pause));
            },
            answer => answer, Patience, _time, Token);
        Assert.Equal(tries, tried);
    }
}
