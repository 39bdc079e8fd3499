using System.Text.Json.Serialization;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CallPlacement;

/// <summary>An answer that is served.</summary>
/// <param name="Url">Where, on this host.</param>
internal sealed record HostProofAnswer(string Token, string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostProofAnswer))]
internal sealed partial class HostProofJson : JsonSerializerContext;

/// <summary>
/// How a CPS proves its host to a policy administrator: an operator gives it the answer (<c>POST /operator/v1/cps/host-proofs</c>), and it
/// serves that at <c>GET /.well-known/shaken-cps/{token}</c>.
/// </summary>
internal static class HostProofEndpoints
{
    private const string Path = "/.well-known/shaken-cps/";
    private const int MaxBodyOctets = 4 * 1024;

    public static async Task GetAsync(HttpContext context)
    {
        var proofs = context.RequestServices.GetRequiredService<CpsHostProofs>();
        if (await proofs.FindAsync(context.GetRouteValue("token") as string ?? "", context.RequestAborted) is not { } answer)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "challenge-unknown", "no answer to this challenge is served here"));
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = answer.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    public static Task AddAsync(HttpContext context) => CallerAccess.HandleAsync(
        context, CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar), async _ =>
        {
            using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
            if (json is null) return;
            var proofs = context.RequestServices.GetRequiredService<CpsHostProofs>();
            if (!json.RootElement.TryGetString("answer"u8, out var answer)
                || await proofs.AddAsync(answer, context.RequestAborted) is not { } token)
            {
                await context.Response.WriteProblemAsync(Problem.Of(
                    StatusCodes.Status400BadRequest, "answer-malformed",
                    "answer must be what the policy administrator gave: a token, a dot, a hash"));
                return;
            }

            await context.Response.WriteAsJsonAsync(new HostProofAnswer(token, Path + token), HostProofJson.Default.HostProofAnswer);
        });
}
