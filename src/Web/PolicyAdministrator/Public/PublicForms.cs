using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;

namespace Shaken.Web.PolicyAdministrator.Public;

/// <summary>How a public list is read.</summary>
internal enum PublicForm
{
    /// <summary>By programs.</summary>
    Json,

    /// <summary>By spreadsheets.</summary>
    Csv,

    /// <summary>By people: a page without script or style, which nothing else is loaded into.</summary>
    Html,
}

/// <summary>A list as CSV and pages show it.</summary>
/// <param name="Next">The path of the next page; null: this is the last.</param>
internal sealed record PublicTable(
    string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, string? Next);

/// <summary>Chooses the form of a public list by <c>?form=</c> or Accept, and writes those that are no JSON.</summary>
internal static class PublicForms
{
    private const string CsvMediaType = "text/csv";
    private const string HtmlMediaType = "text/html";
    private const string Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // What strangers wrote, a provider's name say, is text and never markup.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;

    /// <summary>The form that is asked for; of several that are accepted alike, the first.</summary>
    public static PublicForm Of(HttpRequest request)
    {
        if (KebabCase.TryParse(request.Query["form"], out PublicForm asked)) return asked;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return PublicForm.Json;
        return accepted.Where(type => type.Quality is not 0.0)
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => Find(type.MediaType.Value))
            .FirstOrDefault(form => form is not null) ?? PublicForm.Json;
    }

    /// <summary>As <c>?form=</c> spells it.</summary>
    public static string NameOf(PublicForm form) => KebabCase.Of(form);

    /// <summary>Writes a list as CSV or as a page.</summary>
    public static async Task WriteAsync(HttpContext context, PublicForm form, PublicTable table)
    {
        var isPage = form == PublicForm.Html;
        var octets = Encoding.UTF8.GetBytes(isPage ? PageOf(table) : CsvOf(table));
        if (isPage)
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
        }

        context.Response.ContentType = $"{(isPage ? HtmlMediaType : CsvMediaType)}; charset=utf-8";
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static PublicForm? Find(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        "application/json" => PublicForm.Json,
        CsvMediaType => PublicForm.Csv,
        HtmlMediaType => PublicForm.Html,
        _ => null,
    };

    private static string CsvOf(PublicTable table) => CsvLine.Of(table.Header) + string.Concat(table.Rows.Select(CsvLine.Of));

    private static string PageOf(PublicTable table)
    {
        var page = new StringBuilder(1024 + (table.Rows.Count * 256));
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>").Append(Encoder.Encode(table.Title))
            .Append("</title></head>\n<body>\n<h1>").Append(Encoder.Encode(table.Title)).Append("</h1>\n<table>\n");
        Append(page, table.Header, "th");
        foreach (var row in table.Rows) Append(page, row, "td");
        page.Append("</table>\n");
        if (table.Next is { } next)
            page.Append("<p><a rel=\"next\" href=\"").Append(Encoder.Encode(next)).Append("\">Next page</a></p>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder page, IReadOnlyList<string> cells, string tag)
    {
        page.Append("<tr>");
        foreach (var cell in cells)
            page.Append('<').Append(tag).Append('>').Append(Encoder.Encode(cell)).Append("</").Append(tag).Append('>');
        page.Append("</tr>\n");
    }
}
