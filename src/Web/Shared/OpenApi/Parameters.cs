using Shaken.Core.Storage;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>Parameters that operations of several modules share.</summary>
internal static class Parameters
{
    private const string CodePattern = "^[0-9A-Z]{1,15}$";
    private const string NumberPattern = "^[0-9*#]{1,15}$";

    public static Parameter Account { get; } =
        new("id", "The id of a provider's account.", new TextSchema(Pattern: "^[A-Za-z0-9_-]{1,64}$"), "example-telephone");

    public static Parameter UserId { get; } =
        new("id", "The user id of a principal.", new TextSchema(Pattern: "^[a-z0-9][a-z0-9._@-]{0,63}$"), "alice");

    public static Parameter Dest { get; } =
        new("dest", "The called number: digits, `*` and `#`, without a plus sign.", new TextSchema(Pattern: NumberPattern), "12155550131");

    public static Parameter Orig { get; } = Dest with { Name = "orig", Meaning = "The calling number, in the same form." };

    public static Parameter Cursor { get; } = new(
        "cursor", "Where the page begins, as the page before gave it; absent: the first page.", new TextSchema(MaxLength: 2048));

    public static Parameter Count { get; } =
        new("count", "Entries of a page at most; absent: 100.", new NumberSchema(1, StorageLimits.Page));

    /// <summary>The two that every paged listing reads.</summary>
    public static IReadOnlyList<Parameter> Page { get; } = [Cursor, Count];

    public static Parameter Csv { get; } = new(
        "form", "`csv` asks for CSV, as `Accept: text/csv` does.", new ChoiceSchema(["csv"]));

    public static Parameter IfNoneMatch { get; } = new(
        "If-None-Match", "The ETag of the answer that the reader has.", new TextSchema(MaxLength: 1024));

    public static Parameter IdempotencyKey { get; } = new(
        "Idempotency-Key", "Names the request: sent again under the same name with the same content, it changes nothing more.",
        new TextSchema(Pattern: "^[A-Za-z0-9_.:-]{1,128}$"));

    /// <summary>A provider's code in a path.</summary>
    public static Parameter Code(string name, string meaning) => new(name, meaning, new TextSchema(Pattern: CodePattern), "1234");

    /// <summary>An id that the server made.</summary>
    public static Parameter Id(string name, string meaning, string pattern, string example) =>
        new(name, meaning, new TextSchema(Pattern: pattern), example);

    /// <summary>The SHA-256 of something, in hexadecimal.</summary>
    public static Parameter Sha256(string name, string meaning) => Id(name, meaning, "^[0-9a-f]{64}$", new string('a', 64));
}
