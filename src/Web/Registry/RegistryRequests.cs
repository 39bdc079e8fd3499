using Shaken.Core.Foundations;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Registry;

/// <summary>What the endpoints of the registry share.</summary>
internal static class RegistryRequests
{
    /// <summary>A part of the registry. Null: the deployment is no registry, and the refusal was written.</summary>
    public static async Task<T?> FindAsync<T>(HttpContext context)
        where T : class
    {
        if (context.RequestServices.GetService<T>() is { } part) return part;
        await context.Response.WriteProblemAsync(RegistryProblems.NoRegistry);
        return null;
    }

    /// <summary>The country of the path. Null: the refusal was written.</summary>
    public static async Task<CountryCode?> ReadCountryAsync(HttpContext context)
    {
        if (CountryCode.TryParse(context.GetRouteValue("country") as string, out var country)) return country;
        await context.Response.WriteProblemAsync(RegistryProblems.NoCountry);
        return null;
    }
}
