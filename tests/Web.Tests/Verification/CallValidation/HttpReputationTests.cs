using System.Net;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Reporting;
using Shaken.Core.Tests.Support;
using Shaken.Web.Reputation;
using Shaken.Web.Verification.CallValidation;

namespace Shaken.Web.Tests.Verification.CallValidation;

/// <summary>The client of another program's reputation, against one that answers as a test says.</summary>
public sealed class HttpReputationTests
{
    private const string Scored = """{"numbers":[{"score":82,"confidence":75,"reporters":3}],"origins":[]}""";

    private static readonly TelephoneNumber Caller = Number("12155550121");
    private static readonly ReputationServer Server = new(new Uri("https://pa.example/"), new SecretText("secret"));

    private readonly ManualTime _time = new();
    private readonly LogLines<HttpReputation> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Scored, 82)]
    [InlineData("""{"numbers":[{}]}""", null)]
    [InlineData("""{"numbers":[]}""", null)]
    [InlineData("""{"numbers":[{"score":101}]}""", null)]
    [InlineData("""{"numbers":[{"score":-1}]}""", null)]
    [InlineData("""{"numbers":[{"score":"82"}]}""", null)]
    [InlineData("""{"numbers":[82]}""", null)]
    [InlineData("[]", null)]
    [InlineData("", null)]
    public async Task FindScore_Answer_IsReadStrictly(string body, int? score)
    {
        var administrator = new Administrator(_ => Answer(HttpStatusCode.OK, body));
        Assert.Equal(score, await SourceOf(administrator).FindScoreAsync(Caller, Token));
        Assert.Equal("""{"numbers":["12155550121"]}""", Assert.Single(administrator.Bodies));
        Assert.Equal(
            ("https://pa.example/reputation/v1/numbers/query", "Bearer secret"), (administrator.Url, administrator.Authorization));
    }

    [Fact]
    public async Task FindScore_AgainWithinAMinute_IsAnsweredFromMemory()
    {
        var administrator = new Administrator(_ => Answer(HttpStatusCode.OK, Scored));
        var source = SourceOf(administrator);
        for (var call = 0; call < 3; call++) Assert.Equal(82, await source.FindScoreAsync(Caller, Token));
        Assert.Single(administrator.Bodies);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(82, await source.FindScoreAsync(Caller, Token));
        Assert.Equal(2, administrator.Bodies.Count);
    }

    [Fact]
    public async Task FindScore_SlowAdministrator_IsLeftAfterTheBound()
    {
        var administrator = new Administrator(answer: null);
        var asking = SourceOf(administrator).FindScoreAsync(Caller, Token).AsTask();
        await administrator.Asked;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null(await asking);
    }

    [Fact]
    public async Task FindScore_AdministratorThatFailsOften_IsLeftAloneForAWhile()
    {
        var isDown = true;
        var administrator = new Administrator(_ =>
            isDown ? Answer(HttpStatusCode.InternalServerError, "") : Answer(HttpStatusCode.OK, Scored));
        var source = SourceOf(administrator);
        for (var call = 0; call < 20; call++) Assert.Null(await source.FindScoreAsync(Caller, Token));
        var asked = administrator.Bodies.Count;
        Assert.InRange(asked, 10, 19);
        isDown = false;
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(82, await source.FindScoreAsync(Caller, Token));
        Assert.Equal([4513, 4514], _log.All.Select(line => line.Id));
    }

    [Theory]
    [InlineData(HttpStatusCode.Created, PostResult.Taken)]
    [InlineData(HttpStatusCode.OK, PostResult.Taken)]
    [InlineData(HttpStatusCode.BadRequest, PostResult.Refused)]
    [InlineData(HttpStatusCode.Conflict, PostResult.Refused)]
    [InlineData(HttpStatusCode.Unauthorized, PostResult.NotNow)]
    [InlineData(HttpStatusCode.TooManyRequests, PostResult.NotNow)]
    [InlineData(HttpStatusCode.ServiceUnavailable, PostResult.NotNow)]
    public async Task Post_Status_SaysWhetherToTryAgain(HttpStatusCode status, PostResult expected)
    {
        var administrator = new Administrator(_ => Answer(status, """{"reason":"batch-malformed","detail":"12155550121"}"""));
        var sink = new HttpObservations(Server, new HttpMessageInvoker(administrator), _time);
        var (result, detail) = await sink.PostAsync("{}"u8.ToArray(), Token);
        Assert.Equal((expected, "https://pa.example/reputation/v1/observations"), (result, administrator.Url));
        Assert.DoesNotContain("5550", detail, StringComparison.Ordinal);
        if (expected != PostResult.Taken) Assert.Contains("batch-malformed", detail, StringComparison.Ordinal);
    }

    private HttpReputation SourceOf(Administrator administrator) =>
        new(Server, TimeSpan.FromMilliseconds(100), new HttpMessageInvoker(administrator), _time, _log);

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static TelephoneNumber Number(string digits) =>
        TelephoneNumber.TryParseCanonical(digits, out var number) ? number : throw new ArgumentException(digits, nameof(digits));

    /// <param name="answer">Null: it never answers.</param>
    private sealed class Administrator(Func<HttpRequestMessage, HttpResponseMessage>? answer) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Bodies { get; } = [];

        public string? Authorization { get; private set; }

        public string? Url { get; private set; }

        public Task Asked => _asked.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            (Authorization, Url) = (request.Headers.Authorization?.ToString(), request.RequestUri?.AbsoluteUri);
            if (answer is not null) return answer(request);

            var never = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var leaving = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            _asked.SetResult();
            return await never.Task;
        }
    }
}
