using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Shaken.ConsolePages;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.ConsolePages;

/// <summary>
/// The operator's console: <c>GET /console/…</c>. A screen's URL answers with the one page; what the page loads has the hash of its content
/// in its name, and is kept for ever.
/// </summary>
internal static partial class ConsoleApplication
{
    public const string Route = "console/{*path}";

    private const string Brotli = "br";
    private const string Html = "text/html; charset=utf-8";

    // Scripts of the host alone, and the page's import map by its hash. Styles of components stand in the page.
    private static readonly Lazy<string> Policy = new(() =>
        $"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{ConsoleFiles.ImportMapHash.Value}'; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'self'; form-action 'none'; frame-ancestors 'none'");

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal)
    {
        [".html"] = Html,
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".wasm"] = "application/wasm",
    };

    public static async Task GetAsync(HttpContext context)
    {
        var path = context.GetRouteValue("path") as string ?? "";

        // Relative URLs of the page begin at /console/.
        if (path.Length == 0 && context.Request.Path.Value is { } asked && !asked.EndsWith('/'))
        {
            context.Response.Redirect("/console/");
            return;
        }

        var file = ConsoleFiles.Find(path) ?? (System.IO.Path.HasExtension(path) ? null : ConsoleFiles.Find(ConsoleFiles.Page));
        if (file is null)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "not-found", "the console has no such file"));
            return;
        }

        await WriteAsync(context, file);
    }

    private static async Task WriteAsync(HttpContext context, ConsoleFile file)
    {
        var isBrotli = file.IsBrotli && TakesBrotli(context.Request);
        var tag = isBrotli || !file.IsBrotli ? file.EntityTag : $"{file.EntityTag[..^1]}-plain\"";
        var headers = context.Response.Headers;
        headers.CacheControl = Fingerprinted().IsMatch(file.Path) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = Policy.Value;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var octets = isBrotli || !file.IsBrotli ? file.Octets : file.Plain;
        if (isBrotli) headers.ContentEncoding = Brotli;
        context.Response.ContentType = MediaTypes.GetValueOrDefault(System.IO.Path.GetExtension(file.Path), "application/octet-stream");
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static bool TakesBrotli(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(encoding => encoding.Quality is not 0.0 && encoding.Value.Value is Brotli or "*");

    [GeneratedRegex(@"^_framework/.+\.[0-9a-z]{10}\.(js|wasm|dat)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fingerprinted();
}
