using System.Net;
using System.Text;
using Shaken.Demo;

namespace Shaken.Web.Tests.Demo;

/// <summary>What a lab says when one of its services refuses a step.</summary>
public sealed class JsonServiceTests
{
    private static readonly Uri Service = new("https://localhost:7180");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Refused_SaysInOneLineWhatAndWhatToDo()
    {
        var refusal = await RefusalAsync(HttpStatusCode.Conflict, """{"reason":"list-held","detail":"a list\nis held."}""");
        Assert.False(refusal.MayPass);
        var words = refusal.OfLab();
        Assert.Equal(
            "The lab cannot go on: POST https://localhost:7180/operator/v1/lists answers 409 list-held: a list is held. "
            + "Undo what changed the lab's state, or found it anew: `shaken lab reset`, then `shaken lab up`.",
            words);
    }

    [Fact]
    public async Task Get_StoreDown_SaysToTryAgain()
    {
        var refusal = await RefusalAsync(HttpStatusCode.ServiceUnavailable, """{"detail":"the store does not answer"}""");
        Assert.True(refusal.MayPass);
        Assert.EndsWith(
            "answers 503: the store does not answer. Run `shaken lab up` again.", refusal.OfLab(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NotThere_IsNull_AndAnotherRefusalIsNot()
    {
        Assert.Null(await ServiceOf(HttpStatusCode.NotFound, "{}").FindAsync("/api/v1/ca-list", Token));
        await Assert.ThrowsAsync<RefusedException>(() => ServiceOf(HttpStatusCode.Forbidden, "[]").FindAsync("/api/v1/ca-list", Token));
    }

    private static Task<RefusedException> RefusalAsync(HttpStatusCode status, string answer) => Assert.ThrowsAsync<RefusedException>(
        () => ServiceOf(status, answer).GetAsync(HttpMethod.Post, "/operator/v1/lists", new { reason = "test" }, Token));

    private static JsonService ServiceOf(HttpStatusCode status, string answer) =>
        new(new HttpMessageInvoker(new Answering(status, answer)), Service, "op_test");

    private sealed class Answering(HttpStatusCode status, string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") });
    }
}
