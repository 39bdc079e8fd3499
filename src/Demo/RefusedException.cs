using System.Net;
using System.Text.Json;

namespace Shaken.Demo;

/// <summary>A service of the demo or the lab refused a step that must succeed. The message is for people.</summary>
internal sealed class RefusedException : Exception
{
    private RefusedException(string message, bool mayPass)
        : base(message) => MayPass = mayPass;

    /// <summary>The cause may pass by itself: the service was busy, or its store did not answer.</summary>
    public bool MayPass { get; }

    /// <summary>Why a lab cannot go on and what to do, in one line.</summary>
    public string OfLab() => $"The lab cannot go on: {Message.ReplaceLineEndings(" ").TrimEnd('.')}. " + (MayPass
        ? "Run `shaken lab up` again."
        : "Undo what changed the lab's state, or found it anew: `shaken lab reset`, then `shaken lab up`.");

    /// <summary>By an answer of a service.</summary>
    /// <param name="answer">A problem document, or any other JSON.</param>
    public static RefusedException Of(HttpMethod method, Uri url, HttpStatusCode status, JsonElement answer)
    {
        var detail = TextOf(answer, "detail") ?? answer.GetRawText();
        var reason = TextOf(answer, "reason") is { } known ? $" {known}" : "";
        return new RefusedException($"{method} {url} answers {(int)status}{reason}: {detail}", (int)status >= 500);
    }

    /// <summary>By a part of the program, whose refusal has its own words.</summary>
    public static RefusedException Of(string detail) => new(detail, mayPass: false);

    private static string? TextOf(JsonElement answer, string member) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
