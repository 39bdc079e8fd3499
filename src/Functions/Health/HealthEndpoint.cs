using Shaken.Core.TrustLists;
using Shaken.Functions.Configuration;
using Shaken.Functions.Problems;

namespace Shaken.Functions.Health;

/// <summary>Whether a request would be served now: 200, or 503 with the reason. A status up to 399 counts as healthy.</summary>
internal static class HealthEndpoint
{
    public static Task GetAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var isDraining = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
        var settings = context.RequestServices.GetRequiredService<Settings>();
        return isDraining ? context.Response.WriteStatusAsync(StatusCodes.Status503ServiceUnavailable, "draining")
            : settings.Roles.Contains(Role.Cps) && context.RequestServices.GetRequiredService<ITrustAnchors>().Current is null
                ? context.Response.WriteStatusAsync(StatusCodes.Status503ServiceUnavailable, "no trusted-CA list is in force, so no PASSporT can be verified: see TrustList in docs/operations.md")
            : context.Response.WriteStatusAsync(StatusCodes.Status200OK, "OK");
    }
}
