using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>What a host makes of the answer to a timer.</summary>
internal enum TimerOutcome
{
    /// <summary>200 with a JSON object.</summary>
    Succeeded,

    /// <summary>Another status: the run failed, and the next is due on schedule.</summary>
    Failed,

    /// <summary>An empty 200, a 204, or a body that is no object: the invocation never ends, and the timer never runs again.</summary>
    Hangs,
}

/// <summary>One invocation of a timer.</summary>
/// <param name="Answer">The body, for a message.</param>
internal sealed record TimerRun(TimerOutcome Outcome, HttpStatusCode Status, string Answer)
{
    public static async Task<TimerRun> InvokeAsync(HttpMessageInvoker http, int port, TimerTrigger timer, string invocation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/{timer.Name}") { Content = BodyFor(timer, invocation, now) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(PassedRequests.HostVersion, PassedRequests.Version);
        request.Headers.Add(PassedRequests.InvocationId, invocation);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Azure-Functions-Host", PassedRequests.Version));
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return new TimerRun(Judge(response.StatusCode, answer), response.StatusCode, answer);
    }

    /// <summary>The body as the host writes it.</summary>
    public static StringContent BodyFor(TimerTrigger timer, string invocation, DateTimeOffset now) => new(
        $$$$"""{"Data":{"{{{{timer.Binding}}}}":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"{{{{timer.Name}}}}","UtcNow":"{{{{now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}}}}","RandGuid":"{{{{invocation}}}}"}}}""",
        Encoding.UTF8,
        "application/json");

    public static TimerOutcome Judge(HttpStatusCode status, string answer)
    {
        if (status == HttpStatusCode.NoContent) return TimerOutcome.Hangs;
        if ((int)status is < 200 or > 299) return TimerOutcome.Failed;
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object ? TimerOutcome.Succeeded : TimerOutcome.Hangs;
        }
        catch (JsonException)
        {
            return TimerOutcome.Hangs;
        }
    }
}
