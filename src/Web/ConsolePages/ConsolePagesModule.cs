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
        new HttpFunction(NameOf(asset), Role.Console, "GET", asset.Route, context => WriteAsync(context, asset)))];

    public IReadOnlyList<TimerFunction> Timers => [];

    public IReadOnlyList<SettingsPart> Settings => [];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        // The pages are resources of the program and need nothing.
    }

    /// <summary>The function of an asset: <c>console/certificates.js</c> is ConsoleCertificatesJs.</summary>
    public static string NameOf(ConsoleAsset asset) =>
        "Console"
        + string.Concat(asset.Route["console/".Length..].Split('.', '-', '/').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static Task WriteAsync(HttpContext context, ConsoleAsset asset) =>
        new StaticFile(asset.MediaType, asset.Octets, asset.EntityTag).WriteAsync(context, Policy);
}
