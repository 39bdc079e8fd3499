using Shaken.ConsolePages;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.ConsolePages;

/// <summary>The role console: the pages that operators and providers open in a browser, with one explicit route for each asset.</summary>
internal sealed class ConsolePagesModule : IRoleModule
{
    // The pages hold keys' requests and tokens: they run their own script, talk to their own server, and are framed by nobody.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Role Role => Role.Console;

    public IReadOnlyList<HttpFunction> Functions { get; } = [.. ConsoleAsset.All.Select(asset =>
        new HttpFunction($"Console{NameOf(asset)}", Role.Console, "GET", asset.Route, context => WriteAsync(context, asset)))];

    public IReadOnlyList<TimerFunction> Timers => [];

    public IReadOnlyList<SettingsPart> Settings => [];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        // The pages are resources of the program and need nothing.
    }

    // console/certificates.js is ConsoleCertificatesJs.
    private static string NameOf(ConsoleAsset asset) =>
        string.Concat(asset.Route["console/".Length..].Split('.', '-', '/').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static async Task WriteAsync(HttpContext context, ConsoleAsset asset)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ETag = asset.EntityTag;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Headers.IfNoneMatch == asset.EntityTag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = asset.MediaType;
        context.Response.ContentLength = asset.Octets.Length;
        await context.Response.Body.WriteAsync(asset.Octets, context.RequestAborted);
    }
}
