using System.Net;
using System.Text.Json;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>What an ACME server answered, as a test looks at it.</summary>
public sealed record AcmeReply(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string[]> Headers)
{
    private const string Errors = "urn:ietf:params:acme:error:";

    public string? Nonce => Header("Replay-Nonce");

    public string? Location => Header("Location");

    public string? ContentType => Header("Content-Type");

    public IReadOnlyList<string> Links => Headers.GetValueOrDefault("Link") ?? [];

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The type of a problem document, within ACME's own URN.</summary>
    public string Error => Text("type") is var type && type.StartsWith(Errors, StringComparison.Ordinal) ? type[Errors.Length..] : $"not of ACME: {type}";

    public string? Header(string name) => Headers.GetValueOrDefault(name) is { } values ? string.Join(',', values) : null;

    public string Text(string name) => Json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : $"no {name} in {Body}";

    /// <summary>The URL with a relation.</summary>
    public string? Link(string relation) => Links.FirstOrDefault(link => link.EndsWith($";rel=\"{relation}\"", StringComparison.Ordinal)) is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;

    public AcmeReply Expect(HttpStatusCode status)
    {
        Assert.True(status == Status, $"{(int)Status} instead of {(int)status}: {Body}");
        return this;
    }

    /// <summary>A problem document of this type and status, with all that RFC 8555 wants of an error answer.</summary>
    /// <param name="root">What stands before the resources of the server.</param>
    public AcmeReply ExpectProblem(string error, HttpStatusCode status, string root = AcmeTestClient.Base)
    {
        Assert.True(error == Error && status == Status, $"{Error} with {(int)Status} instead of {error} with {(int)status}: {Body}");
        Assert.StartsWith("application/problem+json", ContentType, StringComparison.Ordinal);
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Text("detail"));
        Assert.True(Nonce is { Length: > 20 }, "no fresh nonce");
        Assert.Equal($"{root}/directory", Link("index"));
        return this;
    }
}
