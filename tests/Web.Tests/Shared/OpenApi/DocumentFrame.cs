using System.Text.Json.Nodes;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>What docs/openapi.json holds beside its operations and their schemas.</summary>
internal static class DocumentFrame
{
    private const string Shared = "deployment";
    private const string Token = "token";
    private const string Certificate = "clientCertificate";
    private const string Secret = "secret";
    private const string StirBearer = "stirBearer";
    private const string StirCertificate = "stirCertificate";

    public static JsonObject Of(JsonObject paths) => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Shaken.Serverless",
            ["version"] = typeof(Operation).Assembly.GetName().Version!.ToString(3),
            ["summary"] = "The open trust side of STIR/SHAKEN",
            ["description"] = "Every HTTP operation of the product. A deployment answers those of its roles: its own `/openapi.json` has "
                + "them alone, and `/openapi.json?all` is this document. HEAD is answered wherever GET is, unless GET takes away what it "
                + "answers.",
            ["contact"] = new JsonObject { ["name"] = "The operator of the deployment" },
            ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The deployment that serves the document" }),
        ["tags"] = new JsonArray(
        [
            .. Enum.GetValues<Role>().Select(role => (Role?)role).Append(null).OrderBy(TagOf, StringComparer.Ordinal).Select(Tag),
        ]),
        ["paths"] = paths,
        ["components"] = new JsonObject { ["securitySchemes"] = Schemes() },
    };

    public static string TagOf(Role? role) => role?.ToString().ToLowerInvariant() ?? Shared;

    /// <summary>Any one of which is enough.</summary>
    public static IEnumerable<JsonNode> RequirementsOf(SecurityScheme scheme) => NamesOf(scheme)
        .Select(name => (JsonNode)new JsonObject { [name] = new JsonArray() });

    public static string WordsOf(SecurityScheme scheme) => scheme switch
    {
        SecurityScheme.Caller => "a principal of the deployment whose kind and roles allow it",
        SecurityScheme.Secret => "the holder of a secret of the configuration",
        SecurityScheme.StirBearer => "a provider, by a token that its STIR certificate signs",
        SecurityScheme.StirCertificate => "a provider, by its STIR certificate in TLS",
        SecurityScheme.AcmeJws => "an ACME client: the body is a JWS by its key",
    };

    // ACME's credential is within the body, for which OpenAPI has no scheme.
    private static string[] NamesOf(SecurityScheme scheme) => scheme switch
    {
        SecurityScheme.Caller => [Token, Certificate],
        SecurityScheme.Secret => [Secret],
        SecurityScheme.StirBearer => [StirBearer],
        SecurityScheme.StirCertificate => [StirCertificate],
        SecurityScheme.AcmeJws => [],
    };

    private static JsonObject Schemes() => new()
    {
        [Token] = Bearer(
            "An access token of `POST /api/v1/auth/login`, or an API key; `Bearer` may be left out. Operators may use tokens of "
            + "Microsoft Entra ID where that is configured."),
        [Certificate] = new JsonObject
        {
            ["type"] = "mutualTLS",
            ["description"] = "A client certificate that is registered for a principal, where the deployment takes them.",
        },
        [Secret] = Bearer(
            "A secret that the configuration names: of a reporter, a publisher, a reader of a CPS, or the operator of a CRL."),
        [StirBearer] = Bearer(
            "A JWT of ATIS-1000096 or ATIS-1000105, signed by a certificate that covers the provider's code; it counts once."),
        [StirCertificate] = new JsonObject
        {
            ["type"] = "mutualTLS", ["description"] = "A STIR certificate that covers the provider's code or the called number (RFC 9888).",
        },
    };

    private static JsonObject Bearer(string description) =>
        new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };

    private static JsonObject Tag(Role? role) => new() { ["name"] = TagOf(role), ["description"] = DescriptionOf(role) };

    private static string DescriptionOf(Role? role) => role is { } played
        ? DocumentationComments.Of(typeof(Role).GetField(played.ToString())!) ?? played.ToString()
        : "Health, sign-in, principals, sessions, the audit log and timers: in every deployment.";
}
