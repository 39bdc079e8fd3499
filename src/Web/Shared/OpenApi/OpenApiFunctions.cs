using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// <c>GET /openapi.json</c>, and <c>GET /docs</c>, where a browser shows it: Scalar, whose script comes from this program and not from
/// another host.
/// </summary>
internal static class OpenApiFunctions
{
    // Scalar writes styles into its page, so inline styles are let in. Scripts and requests are the program's own.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IReadOnlyList<HttpFunction> Http { get; } =
    [
        new("OpenApiDocument", null, "GET", "openapi.json", WriteDocumentAsync),
        new("Docs", null, "GET", "docs", context => DocsFiles.Page.WriteAsync(context, Policy)),
        new("DocsStart", null, "GET", "docs/start.js", context => DocsFiles.Start.WriteAsync(context, Policy)),
        new("DocsScalar", null, "GET", "docs/scalar.js", context => DocsFiles.Scalar.WriteAsync(context, Policy)),
    ];

    public static IReadOnlyList<Operation> Operations { get; } =
    [
        new("OpenApiDocument", "Read this document")
        {
            Security = [],
            Query = [new("all", "Every operation of the product, also of roles that this deployment does not play.", new TextSchema())],
            Headers = [Parameters.IfNoneMatch],
            Answers =
            [
                new(200, "The document.", new Content("application/json", new ObjectSchema([], "An OpenAPI 3.1 document."))),
                Answer.NotModified,
            ],
        },
        FileOf("Docs", "Browse this document", "text/html"),
        FileOf("DocsStart", "Read the script that starts the browser", "text/javascript"),
        FileOf("DocsScalar", "Read the script of the browser", "text/javascript"),
    ];

    private static Task WriteDocumentAsync(HttpContext context) => (context.Request.Query.ContainsKey("all")
        ? ApiDocument.Whole
        : context.RequestServices.GetRequiredService<ApiDocument>().Served).WriteAsync(context, Policy);

    private static Operation FileOf(string function, string summary, string mediaType) => new(function, summary)
    {
        Security = [],
        Headers = [Parameters.IfNoneMatch],
        Answers = [new(200, "The file.", Content.Text(mediaType, "The file.")), Answer.NotModified],
    };
}
