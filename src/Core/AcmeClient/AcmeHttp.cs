using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.AcmeClient;

/// <summary>One exchange with a CA or a token authority that the operator named: bounded in size and time, its failure a value.</summary>
internal sealed class AcmeHttp(HttpMessageInvoker http, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>The answer, and the nonce that came with it, also with a refusal.</summary>
    public async Task<(Outcome<AcmeAnswer, AcmeFailure> Outcome, string? Nonce)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // RFC 8555 section 6.1 has a client say what it is.
            request.Headers.TryAddWithoutValidation("User-Agent", "Shaken.Serverless");
            using var response = await http.SendAsync(request, either.Token);
            var nonce = response.Headers.TryGetValues("Replay-Nonce", out var values) ? values.FirstOrDefault() : null;
            if (await BoundedBody.ReadAsync(response.Content, either.Token) is not { } body) return (AcmeFailure.NotUnderstood($"the answer is longer than {BoundedBody.MaxOctets} octets"), nonce);
            var answer = new AcmeAnswer(response.StatusCode, body, LocationOf(request, response), RetryAfterOf(response), CertificateLocationOf(response));
            return (response.IsSuccessStatusCode ? answer : RefusalIn(answer), nonce);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (Unreachable(request, $"gave no answer within {Timeout.TotalSeconds} seconds"), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (Unreachable(request, $"cannot be reached: {exception.Message}"), null);
        }
    }

    private static AcmeFailure Unreachable(HttpRequestMessage request, string detail) => new(AcmeFailureKind.Unreachable, $"{request.RequestUri?.Host} {detail}");

    private static AcmeFailure RefusalIn(AcmeAnswer answer)
    {
        var failure = new AcmeFailure(AcmeFailureKind.Refused, $"the server answered {(int)answer.Status}") { Status = answer.Status, RetryAfter = answer.RetryAfter };
        if (!answer.TryReadJson("the problem", out var json, out _)) return failure;
        using (json) return AcmeProblemText.TryRead(json.RootElement, out var type, out var detail) ? failure with { Type = type, Detail = detail } : failure;
    }

    private static string? LocationOf(HttpRequestMessage request, HttpResponseMessage response) =>
        response.Headers.Location is not { } location ? null
        : location.IsAbsoluteUri ? location.OriginalString
        : new Uri(request.RequestUri!, location).AbsoluteUri;

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static string? CertificateLocationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Shaken-Certificate-Location", out var values) ? values.FirstOrDefault() : null;
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
        if (!problem.TryGetString("detail"u8, out var text) && !problem.TryGetString("title"u8, out text) && !problem.TryGetString("message"u8, out text)
            && !problem.TryGetString("error"u8, out text) && (text = type) is null) return false;
        var subproblems = problem.TryGetProperty("subproblems"u8, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => item.TryGetString("detail"u8, out var words) ? words : null).OfType<string>()
            : [];
        detail = Printable(string.Join("; ", subproblems.Prepend(text)));
        return true;
    }

    // A stranger's words go to logs and terminals: no control characters, and not without end.
    private static string Printable(string text) => new([.. text.Take(MaxLength).Select(character => char.IsControl(character) ? ' ' : character)]);
}
