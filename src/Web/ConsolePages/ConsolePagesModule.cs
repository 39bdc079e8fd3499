using Shaken.ConsolePages;
using Shaken.Web.ConsolePages.Sessions;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.ConsolePages;

/// <summary>
/// The role console: the application of operators with its sessions, and the page for a CSR, which providers use without an account here.
/// </summary>
internal sealed class ConsolePagesModule : IRoleModule
{
    // The pages hold keys' requests and tokens: they run their own script, talk to their own server, and are framed by nobody.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Role Role => Role.Console;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        .. ConsoleAsset.All.Select(asset =>
            new HttpFunction(NameOf(asset), Role.Console, "GET", asset.Route, context => WriteAsync(context, asset))),
        new("Console", Role.Console, "GET", ConsoleApplication.Route, ConsoleApplication.GetAsync),
        new("ConsoleSession", Role.Console, "GET", "console/v1/session", ConsoleSessionEndpoints.GetAsync),
        new("ConsoleSignIn", Role.Console, "POST", "console/v1/session", ConsoleSessionEndpoints.SignInAsync),
        new("ConsoleRefreshSession", Role.Console, "POST", "console/v1/session/refresh", ConsoleSessionEndpoints.RefreshAsync),
        new("ConsoleEndSession", Role.Console, "POST", "console/v1/session/end", ConsoleSessionEndpoints.EndAsync),
    ];

    public IReadOnlyList<TimerFunction> Timers => [];

    public IReadOnlyList<SettingsPart> Settings => [];

    public void AddServices(IServiceCollection services, ParsedSettings settings) =>
        services.AddSingleton(new DeployedRoles([.. RoleModules.On(settings).Select(module => module.Role)]));

    /// <summary>The function of an asset: <c>console/certificates.js</c> is ConsoleCertificatesJs.</summary>
    public static string NameOf(ConsoleAsset asset) =>
        "Console"
        + string.Concat(asset.Route["console/".Length..].Split('.', '-', '/').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static Task WriteAsync(HttpContext context, ConsoleAsset asset) =>
        new StaticFile(asset.MediaType, asset.Octets, asset.EntityTag).WriteAsync(context, Policy);
}
