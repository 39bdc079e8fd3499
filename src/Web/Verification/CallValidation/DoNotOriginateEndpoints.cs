using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Verification.CallValidation;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>The do-not-originate list in force, without its numbers.</summary>
/// <param name="Revision">What an import must state; 0: none was made.</param>
/// <param name="Sha256">Of its numbers and prefixes in ordinal order, one a line.</param>
internal sealed record DoNotOriginateAnswer(long Revision, DateTimeOffset? ChangedAt, int Count, string Sha256)
{
    public static DoNotOriginateAnswer Of(KeptDoNotOriginateList list) =>
        new(list.Revision, list.ChangedAt, list.Numbers.Patterns.Count, list.Digest);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoNotOriginateAnswer))]
internal sealed partial class DoNotOriginateAnswersJson : JsonSerializerContext;

/// <summary>Numbers that never originate calls: imported as CSV, whole, and exported.</summary>
internal static class DoNotOriginateEndpoints
{
    private const string Csv = "csv";

    private static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary><c>GET /operator/v1/do-not-originate</c>; the list itself with <c>?format=csv</c>.</summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        var list = await ListOf(context).GetAsync(context.RequestAborted);
        if (context.Request.Query["format"] != Csv)
        {
            await WriteAsync(context, list);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"do-not-originate.csv\"";
        await context.Response.WriteAsync(DoNotOriginateCsv.Write(list.Numbers), context.RequestAborted);
    });

    /// <summary>
    /// <c>PUT /operator/v1/do-not-originate?revision=&amp;reason=</c> with a CSV body: one number or prefix a line. It takes the place of
    /// the list before, on every instance within a minute.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        if (await ActRequests.OfAsync(context, caller, context.Request.Query["reason"]) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context) is not { } revision) return;
        if (await CallerAccess.ReadOctetsAsync(context, Limits.DoNotOriginateOctets) is not { } body) return;
        if (!DoNotOriginateCsv.Read(body).TryGet(out var numbers, out var notAllowed)) await RefuseAsync(context, notAllowed);
        else
        {
            var outcome = await ListOf(context).ReplaceAsync(revision, numbers, act, context.RequestAborted);
            if (outcome.TryGet(out var list, out var refusal)) await WriteAsync(context, list);
            else await RefuseAsync(context, refusal);
        }
    });

    private static Task WriteAsync(HttpContext context, KeptDoNotOriginateList list) => context.Response.WriteAsJsonAsync(
        DoNotOriginateAnswer.Of(list), DoNotOriginateAnswersJson.Default.DoNotOriginateAnswer);

    private static Task RefuseAsync(HttpContext context, DoNotOriginateRefusal refusal)
    {
        var status = refusal.Failure switch
        {
            DoNotOriginateFailure.ListNotAllowed => StatusCodes.Status400BadRequest,
            DoNotOriginateFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static DoNotOriginateList ListOf(HttpContext context) => context.RequestServices.GetRequiredService<DoNotOriginateList>();
}
