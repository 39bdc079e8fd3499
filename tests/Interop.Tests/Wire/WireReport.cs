using System.Text.Json;

namespace Shaken.Interop.Tests.Wire;

/// <summary>What a step was answered.</summary>
/// <param name="RequestId">The header X-RequestID; null: there is none.</param>
public sealed record WireAnswer(int Status, string? MediaType, string? RetryAfter, string Body, string? RequestId = null);

/// <summary>What a client of another make printed: the answer to each of its steps, and what it posted in them.</summary>
public sealed class WireReport(JsonElement root)
{
    public JsonElement Fact(string name) => root.GetProperty(name);

    public WireAnswer AnswerTo(string step)
    {
        var answer = root.GetProperty("steps").GetProperty(step);
        string? Field(string name) => answer.TryGetProperty(name, out var field) ? field.GetString() : null;
        return new(
            answer.GetProperty("status").GetInt32(), Field("type")?.Split(';')[0], Field("retryAfter"), Field("body")!, Field("requestId"));
    }

    public IReadOnlyList<string> PostedIn(string step) => [.. root.GetProperty("posted").GetProperty(step).EnumerateArray().Select(token => token.GetString()!)];

    /// <summary>The status and the whole body.</summary>
    public void HasAnswer(string step, int status, string body)
    {
        var answer = AnswerTo(step);
        Assert.True((status, body) == (answer.Status, answer.Body), $"{step}: {answer}");
    }

    /// <summary>An object whose only member <c>passports</c> has the very tokens that were posted.</summary>
    public void HandsOut(string step, string postedIn) => HandsOut(step, postedIn, body =>
    {
        var only = Assert.Single(body.EnumerateObject());
        Assert.Equal("passports", only.Name);
        return only.Value;
    });

    /// <summary>An array of the very tokens that were posted.</summary>
    public void HandsOutBare(string step, string postedIn) => HandsOut(step, postedIn, body => body);

    /// <summary>A JSON object with the members <c>status</c> and <c>error</c> of the wire, and our reason.</summary>
    public void IsRefused(string step, int status, string reason)
    {
        var answer = AnswerTo(step);
        Assert.True(answer.Status == status && answer.MediaType == "application/problem+json", $"{step}: {answer}");
        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        Assert.NotEqual("", json.RootElement.GetProperty("error").GetString());
        Assert.Equal((step, reason), (step, json.RootElement.GetProperty("reason").GetString()));
    }

    private void HandsOut(string step, string postedIn, Func<JsonElement, JsonElement> tokensOf)
    {
        var answer = AnswerTo(step);
        Assert.True(answer is { Status: 200, MediaType: "application/json" }, $"{step}: {answer}");
        using var json = JsonDocument.Parse(answer.Body);

        // The wire promises no order.
        Assert.Equal(PostedIn(postedIn).Order(StringComparer.Ordinal), tokensOf(json.RootElement).EnumerateArray().Select(token => token.GetString()!).Order(StringComparer.Ordinal));
    }
}
