using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Web.Operators;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificationAuthority.Operating;

/// <summary>What the CA issued, as its operators search it.</summary>
internal static class IssuedSearchEndpoints
{
    private const int NumbersPerPage = 100;
    private const int MaxText = 256;
    private const int MaxCursor = 2048;

    private static readonly string[] Criteria = ["spc", "account", "subject", "serial"];

    /// <summary>
    /// <c>GET /operator/v1/issued?spc=|account=|subject=|serial=</c> with at most one of them, and <c>cursor</c> and <c>count</c>: newest
    /// first.
    /// </summary>
    public static Task ListAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var given = Criteria.Where(name => context.Request.Query.ContainsKey(name)).ToList();
        var value = given is [var only] ? context.Request.Query[only].ToString() : "";
        if (given.Count > 1 || value.Length > MaxText)
        {
            await RefuseAsync(context, $"the query may have one of {string.Join(", ", Criteria)}, of at most {MaxText} characters");
            return;
        }

        if (given is ["serial"]) await AnswerSerialAsync(context, value);
        else if (QueryOf(given.FirstOrDefault(), value) is { } query) await AnswerAsync(context, query, paging.Cursor, paging.Count);
        else
        {
            await RefuseAsync(
                context,
                "spc must be a provider as US/1234, account the id of an account or of a manual subscriber, "
                + "subject must have a letter or a digit");
        }
    });

    /// <summary>
    /// <c>POST /operator/v1/issued-by-number</c>: <c>number</c>, and perhaps <c>cursor</c>. The number is in the body because URLs are
    /// logged.
    /// </summary>
    public static Task ListByNumberAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        using var json = await OperatorAccess.ReadBodyAsync(context);
        if (json is null) return;
        var cursor = json.RootElement.TryGetString("cursor"u8, out var text) && text.Length is > 0 and <= MaxCursor ? text : null;
        if (json.RootElement.TryGetString("number"u8, out var digits) && TelephoneNumber.TryParseCanonical(digits, out var number))
            await AnswerAsync(context, IssuedQuery.Of(number), cursor, NumbersPerPage);
        else await RefuseAsync(context, "number must be 1 to 15 of 0-9 * #, without a plus sign");
    });

    /// <summary><c>GET /operator/v1/issued/{id}</c>: the id is the certificate's SHA-256.</summary>
    public static Task GetAsync(HttpContext context) => OperatorAccess.ReadAsync(context, async _ =>
    {
        var id = context.GetRouteValue("id") as string ?? "";
        if (await SearchOf(context).FindAsync(id, context.RequestAborted) is not { } detail)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "not-found", "there is no such certificate of this CA"));
            return;
        }

        var answer = IssuedCertificateAnswer.Of(detail, Now(context));
        await context.Response.WriteAsJsonAsync(answer, IssuedSearchJson.Default.IssuedCertificateAnswer);
    });

    // Null: the value has not the form of its kind.
    private static IssuedQuery? QueryOf(string? kind, string value) => kind switch
    {
        null => IssuedQuery.All,
        "spc" => ProviderId.TryParse(value, out var provider) ? IssuedQuery.Of(provider) : null,
        "account" => AcmeId.IsWellFormed(value) || ManualSubscribers.IsId(value) ? IssuedQuery.OfAccount(value) : null,
        _ => IssuedQuery.OfSubject(value),
    };

    private static async Task AnswerSerialAsync(HttpContext context, string value)
    {
        if (!CertificateSerial.TryParse(value, out var serial))
        {
            await RefuseAsync(context, $"serial must be 1 to {2 * CertificateSerial.MaxOctets} hexadecimal digits, with or without colons");
            return;
        }

        var found = await SearchOf(context).FindAsync(serial, context.RequestAborted);
        await WriteAsync(context, new FoundPage(found is null ? [] : [found], Cursor: null));
    }

    private static async Task AnswerAsync(HttpContext context, IssuedQuery query, string? cursor, int count)
    {
        if (await SearchOf(context).ListAsync(query, cursor, count, context.RequestAborted) is { } page) await WriteAsync(context, page);
        else
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status400BadRequest, "page-malformed", "cursor must be what the page before gave"));
        }
    }

    private static Task WriteAsync(HttpContext context, FoundPage page) =>
        context.Response.WriteAsJsonAsync(IssuedSearchAnswer.Of(page, Now(context)), IssuedSearchJson.Default.IssuedSearchAnswer);

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "query-malformed", detail));

    private static SearchIssued SearchOf(HttpContext context) => context.RequestServices.GetRequiredService<SearchIssued>();

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
