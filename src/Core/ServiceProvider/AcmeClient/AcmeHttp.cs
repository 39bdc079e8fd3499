using System.Net.Http.Headers;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>One exchange with a CA or a token authority that the operator named: bounded in size and time, its failure a value.</summary>
internal sealed class AcmeHttp(HttpMessageInvoker http, TimeProvider time)
{
    /// <summary>The longest answer that is read: a chain of ten certificates has less than a tenth of it.</summary>
    public const int MaxOctets = 1024 * 1024;

    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(60), MaxOctets);

    private readonly OperatorExchange _exchange = new(http, time);

    /// <summary>The answer, and the nonce that came with it, also with a refusal.</summary>
    public async Task<(Outcome<AcmeAnswer, AcmeFailure> Outcome, string? Nonce)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = await _exchange.SendAsync(request, Bounds, cancellationToken);
        if (!sent.TryGet(out var reply, out var refusal)) return (FailureOf(refusal), null);
        var nonce = reply.Headers.TryGetValues("Replay-Nonce", out var values) ? values.FirstOrDefault() : null;
        var answer = new AcmeAnswer(
            reply.Status, reply.Body, LocationOf(request, reply.Headers), RetryAfterOf(reply.Headers),
            CertificateLocationOf(reply.Headers));
        return (reply.IsSuccess ? answer : RefusalIn(answer), nonce);
    }

    private static AcmeFailure FailureOf(FetchRefusal refusal) =>
        new(refusal.Reason == FetchFailure.TooLarge ? AcmeFailureKind.NotUnderstood : AcmeFailureKind.Unreachable, refusal.Detail);

    private static AcmeFailure RefusalIn(AcmeAnswer answer)
    {
        var failure = new AcmeFailure(
            AcmeFailureKind.Refused,
            $"the server answered {(int)answer.Status}") { Status = answer.Status, RetryAfter = answer.RetryAfter };
        if (!answer.TryReadJson("the problem", out var json, out _)) return failure;
        using (json)
            return AcmeProblemText.TryRead(json.RootElement, out var type, out var detail)
                ? failure with { Type = type, Detail = detail }
                : failure;
    }

    private static string? LocationOf(HttpRequestMessage request, HttpResponseHeaders headers) =>
        headers.Location is not { } location ? null
        : location.IsAbsoluteUri ? location.OriginalString
        : new Uri(request.RequestUri!, location).AbsoluteUri;

    private TimeSpan? RetryAfterOf(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static string? CertificateLocationOf(HttpResponseHeaders headers) =>
        headers.TryGetValues("X-Shaken-Certificate-Location", out var values) ? values.FirstOrDefault() : null;
}

/// <summary>A problem document (RFC 7807) in one line of words, subproblems included (RFC 8555 section 6.7.1).</summary>
internal static class AcmeProblemText
{
    private const int MaxLength = 1024;

    public static bool TryRead(JsonElement problem, out string? type, out string detail)
    {
        type = null;
        detail = "";
        if (problem.ValueKind != JsonValueKind.Object) return false;
        problem.TryGetString("type"u8, out type);
        if (!problem.TryGetString("detail"u8, out var text) && !problem.TryGetString("title"u8, out text)
            && !problem.TryGetString("message"u8, out text)
            && !problem.TryGetString("error"u8, out text) && (text = type) is null) return false;
        var subproblems = problem.TryGetProperty("subproblems"u8, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => item.TryGetString("detail"u8, out var words) ? words : null)
                .OfType<string>()
            : [];
        detail = Printable(string.Join("; ", subproblems.Prepend(text)));
        return true;
    }

    // A stranger's words go to logs and terminals: no control characters, and not without end.
    private static string Printable(string text) =>
        new([.. text.Take(MaxLength).Select(character => char.IsControl(character) ? ' ' : character)]);
}
