using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Verification.CallValidation;

namespace Shaken.Web.Tests.Verification.CallValidation;

/// <summary>The client of an external service, against one that answers as a test says.</summary>
public sealed class CallValidationClientTests
{
    private static readonly TelephoneNumber Caller = Number("12155550121");
    private static readonly TelephoneNumber Called = Number("12155550131");

    private readonly ManualTime _time = new();
    private readonly LogLines<CallValidationClient> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"verdict":"clean"}""", CallValidationConclusion.Clean)]
    [InlineData("""{"verdict":"suspicious","detail":"seen often","score":71}""", CallValidationConclusion.Suspicious)]
    [InlineData("""{"verdict":"unwanted"}""", CallValidationConclusion.Unwanted)]
    [InlineData("""{"verdict":"Unwanted"}""", CallValidationConclusion.NoAnswer)]
    [InlineData("""{"verdict":7}""", CallValidationConclusion.NoAnswer)]
    [InlineData("""{"verdict":"clean","verdict":"unwanted"}""", CallValidationConclusion.NoAnswer)]
    [InlineData("[]", CallValidationConclusion.NoAnswer)]
    [InlineData("", CallValidationConclusion.NoAnswer)]
    public async Task Ask_Answer_IsReadStrictly(string body, CallValidationConclusion expected)
    {
        var service = new Service(_ => Answer(HttpStatusCode.OK, body));
        var result = await ClientOf(service).AskAsync(Call(), Verdict(), Token);
        Assert.Equal((expected, "external"), (result.Conclusion, result.Rule));
        Assert.Single(service.Bodies);
    }

    [Fact]
    public async Task Ask_DetailWithANumber_IsMasked()
    {
        var service = new Service(_ => Answer(HttpStatusCode.OK, """{"verdict":"suspicious","detail":"seen from 12155550121"}"""));
        var result = await ClientOf(service).AskAsync(Call(), Verdict(), Token);
        Assert.DoesNotContain("5550121", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(NumberShown.None), null)]
    [InlineData(nameof(NumberShown.Prefix), "1215555xxxx")]
    [InlineData(nameof(NumberShown.Full), "12155550121")]
    public async Task Ask_Question_TellsOnlyAsMuchOfANumberAsIsSet(string shown, string? calling)
    {
        var service = new Service(_ => Answer(HttpStatusCode.OK, """{"verdict":"clean"}"""));
        await ClientOf(service, Enum.Parse<NumberShown>(shown)).AskAsync(Call(), Verdict(), Token);
        var question = JsonDocument.Parse(Assert.Single(service.Bodies)).RootElement;
        Assert.Equal(calling, question.TryGetProperty("calling", out var told) ? told.GetString() : null);
        Assert.False(question.TryGetProperty("called", out _));
        Assert.Equal("TN-Validation-Failed", question.GetProperty("verstat").GetString());
        Assert.Equal("certificate-untrusted", question.GetProperty("failure").GetString());
        Assert.Equal(437, question.GetProperty("code").GetInt32());
        Assert.Equal("Bearer secret", service.Authorization);
    }

    [Fact]
    public async Task Ask_FailedOnce_IsAskedASecondTime()
    {
        var answers = new Queue<HttpResponseMessage>([
            new HttpResponseMessage(HttpStatusCode.BadGateway), Answer(HttpStatusCode.OK, """{"verdict":"clean"}"""),
        ]);
        var service = new Service(_ => answers.Dequeue());
        Assert.Equal(CallValidationConclusion.Clean, (await ClientOf(service).AskAsync(Call(), Verdict(), Token)).Conclusion);
        Assert.Equal(2, service.Bodies.Count);
    }

    [Fact]
    public async Task Ask_HostThatIsNotThere_IsNoAnswerAfterTwoTries()
    {
        var service = new Service(_ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        Assert.Equal(CallValidationConclusion.NoAnswer, (await ClientOf(service).AskAsync(Call(), Verdict(), Token)).Conclusion);
        Assert.Equal(2, service.Bodies.Count);
    }

    [Fact]
    public async Task Ask_SlowService_IsLeftAfterTheBoundAndNotAskedAgain()
    {
        var service = new Service(answer: null);
        var asking = ClientOf(service).AskAsync(Call(), Verdict(), Token).AsTask();
        await service.Asked;
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(CallValidationConclusion.NoAnswer, (await asking).Conclusion);
        Assert.Single(service.Bodies);
    }

    [Fact]
    public async Task Ask_CallerLeaves_IsACancellation()
    {
        using var leaving = new CancellationTokenSource();
        var service = new Service(answer: null);
        var asking = ClientOf(service).AskAsync(Call(), Verdict(), leaving.Token).AsTask();
        await service.Asked;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Ask_ServiceThatFailsOften_IsLeftAloneForAWhile()
    {
        var isDown = true;
        var service = new Service(_ => isDown
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : Answer(HttpStatusCode.OK, """{"verdict":"clean"}"""));
        var client = ClientOf(service);
        for (var call = 0; call < 20; call++) await client.AskAsync(Call(), Verdict(), Token);
        var asked = service.Bodies.Count;
        Assert.InRange(asked, 10, 20);
        Assert.Equal(CallValidationConclusion.NoAnswer, (await client.AskAsync(Call(), Verdict(), Token)).Conclusion);
        Assert.Equal(asked, service.Bodies.Count);
        isDown = false;
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(CallValidationConclusion.Clean, (await client.AskAsync(Call(), Verdict(), Token)).Conclusion);
        Assert.Equal([4246, 4247], _log.All.Select(line => line.Id));
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static CallToVerify Call() => new(new NumberParty(Caller), new NumberParty(Called));

    private static CallVerdict Verdict() => new(Verstat.Failed, [])
    {
        Failure = VerificationFailure.CertificateUntrusted,
        Status = VerificationFailure.CertificateUntrusted.Codes().Rfc8224,
        DecidedBy = "test",
    };

    private static TelephoneNumber Number(string digits) =>
        TelephoneNumber.TryParseCanonical(digits, out var number) ? number : throw new ArgumentException(digits, nameof(digits));

    private CallValidationClient ClientOf(Service service, NumberShown shown = NumberShown.Full) => new(
        new ExternalValidation(
            new Uri("https://cvt.example/v1"), new SecretText("secret"), TimeSpan.FromMilliseconds(300), shown, NumberShown.None),
        new HttpMessageInvoker(service), _time, _log);

    /// <param name="answer">Null: it never answers.</param>
    private sealed class Service(Func<HttpRequestMessage, HttpResponseMessage>? answer) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Bodies { get; } = [];

        public string? Authorization { get; private set; }

        public Task Asked => _asked.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            Authorization = request.Headers.Authorization?.ToString();
            if (answer is not null) return answer(request);

            var never = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var leaving = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            _asked.SetResult();
            return await never.Task;
        }
    }
}
