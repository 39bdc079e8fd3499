using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Numbers;

/// <summary>
/// Imports of the number table in parts, and look-ups in it, for operators: below <c>/operator/v1/numbers</c>. A part is at most
/// <see cref="Limits.NumberPartOctets"/> octets, sent with its Content-Length. The commit is ordered and polled: a merge takes longer than
/// a request may.
/// </summary>
internal static class NumberEndpoints
{
    private const int MaxBodyOctets = 4 * 1024;

    private static readonly CallerRule Importers = CallerRule.Operators(OperatorRole.Registrar);
    private static readonly CallerRule Readers = CallerRule.Operators();

    /// <summary><c>POST /operator/v1/numbers/imports</c>: <c>{"kind":"full|delta","country":"US","mayShrink":false}</c>.</summary>
    public static Task BeginAsync(HttpContext context) => CallerAccess.HandleAsync(context, Importers, async _ =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null) return;
        if (!TryReadTerms(json.RootElement, out var kind, out var country, out var mayShrink, out var failure))
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "import-malformed", failure));
            return;
        }

        var id = await Imports(context).BeginAsync(kind, country!, mayShrink, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/operator/v1/numbers/imports/{id}";
        var answer = new ImportBegunAnswer(id.Value, KebabCase.Of(kind), Limits.NumberPartOctets);
        await context.Response.WriteAsJsonAsync(answer, NumbersJson.Default.ImportBegunAnswer);
    });

    /// <summary>
    /// <c>PUT /operator/v1/numbers/imports/{id}/parts/{part}</c>: whole lines of CSV. The same part again gives the same answer.
    /// </summary>
    public static Task PutPartAsync(HttpContext context) => CallerAccess.HandleAsync(context, Importers, async _ =>
    {
        if (await ReadIdAsync(context) is not { } id) return;
        var text = context.GetRouteValue("part") as string;
        var part = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (await BodyReader.ReadAsync(context.Request, Limits.NumberPartOctets) is not { } body)
        {
            var detail = $"a part must have 1 to {Limits.NumberPartOctets} octets";
            await NumberProblems.WriteAsync(context.Response, new NumberImportRefusal(NumberImportFailure.PartSize, detail));
            return;
        }

        var outcome = await Imports(context).PutPartAsync(id, part, body, context.RequestAborted);
        if (outcome.TryGet(out var receipt, out var refusal))
            await context.Response.WriteAsJsonAsync(PartAnswer.Of(receipt), NumbersJson.Default.PartAnswer);
        else await NumberProblems.WriteAsync(context.Response, refusal);
    });

    /// <summary>
    /// <c>POST /operator/v1/numbers/imports/{id}/commit</c>: <c>{"parts":12,"reason"}</c>. 202: it is ordered, and <c>GET</c> of the
    /// import says what becomes of it; 200: it was committed before.
    /// </summary>
    public static Task CommitAsync(HttpContext context) => CallerAccess.HandleAsync(context, Importers, async caller =>
    {
        if (await ReadIdAsync(context) is not { } id) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        var parts = json.RootElement.TryGetProperty("parts"u8, out var member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt32(out var number) ? number : 0;
        var outcome =
            await context.RequestServices.GetRequiredService<OrderedCommits>().OrderAsync(id, parts, act, context.RequestAborted);
        if (!outcome.TryGet(out var state, out var refusal))
        {
            await NumberProblems.WriteAsync(context.Response, refusal);
            return;
        }

        if (state != NumberImportState.Committed)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.Location = $"/operator/v1/numbers/imports/{id}";
        }

        await AnswerStatusAsync(context, id);
    });

    /// <summary><c>GET /operator/v1/numbers/imports/{id}</c>: how far it has come.</summary>
    public static Task ProgressAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await ReadIdAsync(context) is { } id) await AnswerStatusAsync(context, id);
    });

    /// <summary><c>GET /operator/v1/numbers/lookup/{number}</c>: the provider that the table gives a number to.</summary>
    public static Task LookUpAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (!TelephoneNumber.TryParse(context.GetRouteValue("number") as string ?? "", out var number))
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status400BadRequest, "number-malformed", "the path names no telephone number of 1 to 15 digits"));
        }
        else if (await Directory(context).FindAsync(number, context.RequestAborted) is { } found)
        {
            var answer = new NumberAnswer(found.Provider.ToString(), found.Pattern.IsPrefix);
            await context.Response.WriteAsJsonAsync(answer, NumbersJson.Default.NumberAnswer);
        }
        else
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "number-unknown", "the number table has no row for this number"));
        }
    });

    private static bool TryReadTerms(
        JsonElement body, out NumberImportKind kind, out CountryCode? country, out bool mayShrink, out string failure)
    {
        (kind, country, mayShrink, failure) = (default, null, false, "kind must be full or delta");
        if (!KebabCase.TryParse(body.TryGetString("kind"u8, out var given) ? given : null, out kind)) return false;
        failure = "country must be two capital letters of ISO 3166-1: that of rows that name none";
        if (!body.TryGetString("country"u8, out var code) || !CountryCode.TryParse(code, out country)) return false;
        failure = "mayShrink must be true or false";
        if (!body.TryGetProperty("mayShrink"u8, out var member)) return true;
        mayShrink = member.ValueKind == JsonValueKind.True;
        return member.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static async Task AnswerStatusAsync(HttpContext context, NumberImportId id)
    {
        if (await Imports(context).FindAsync(id, context.RequestAborted) is { } status)
            await context.Response.WriteAsJsonAsync(ImportAnswer.Of(id, status), NumbersJson.Default.ImportAnswer);
        else await RefuseUnknownAsync(context);
    }

    // Null: the refusal was written.
    private static async Task<NumberImportId?> ReadIdAsync(HttpContext context)
    {
        if (NumberImportId.TryParse(context.GetRouteValue("id") as string, out var id)) return id;
        await RefuseUnknownAsync(context);
        return null;
    }

    private static Task RefuseUnknownAsync(HttpContext context) => NumberProblems.WriteAsync(
        context.Response, new NumberImportRefusal(NumberImportFailure.Unknown, "no import has this id, or it has expired: begin another"));

    private static INumberDirectory Directory(HttpContext context) => context.RequestServices.GetRequiredService<INumberDirectory>();

    private static NumberImports Imports(HttpContext context) => context.RequestServices.GetRequiredService<NumberImports>();
}
