using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Requests;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Registry;

/// <summary>
/// What countries send: no account lets them in, but the key that they registered. Nothing comes of a request until the registry's
/// operators approve it.
/// </summary>
internal static class RequestEndpoints
{
    /// <summary>
    /// <c>POST /registry/v1/countries/{country}/requests</c>, a compact JWS: 202 with what is still to be proven. The same request again
    /// changes nothing more.
    /// </summary>
    public static async Task AskAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await RegistryRequests.FindAsync<RegisterCountry>(context) is not { } register
            || await RegistryRequests.ReadCountryAsync(context) is not { } country
            || await CallerAccess.ReadOctetsAsync(context, CountryRequest.MaxOctets) is not { } body) return;
        if (!CountryRequest.TryParse(Encoding.UTF8.GetString(body.Span), out var request, out var malformed))
            await context.Response.WriteProblemAsync(RegistryProblems.Of(malformed));
        else await AnswerAsync(context, await register.AskAsync(country, request, AddressOf(context), context.RequestAborted));
    }

    /// <summary>
    /// <c>POST /registry/v1/countries/{country}/proof</c>: has the host of the list URL asked. 202 with its fault while it does not serve
    /// the answer.
    /// </summary>
    public static async Task ProveAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await RegistryRequests.FindAsync<RegisterCountry>(context) is not { } register
            || await RegistryRequests.ReadCountryAsync(context) is not { } country) return;
        await AnswerAsync(context, await register.ProveAsync(country, AddressOf(context), context.RequestAborted));
    }

    private static async Task AnswerAsync(HttpContext context, Outcome<CountryRequestStatus, RegistryRefusal> outcome)
    {
        if (!outcome.TryGet(out var status, out var refusal))
        {
            await context.Response.WriteProblemAsync(RegistryProblems.Of(refusal));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(RequestAnswer.Of(status), RegistryAnswersJson.Default.RequestAnswer);
    }

    private static string? AddressOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ClientAddress>().Of(context)?.ToString();
}
