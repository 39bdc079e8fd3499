namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// What a function promises its callers: the part of docs/openapi.json that its route and method do not tell. The operations of a module
/// stand beside it in a file <c>…Operations.cs</c>; a test finds functions without one.
/// </summary>
/// <param name="Function">The name of the <see cref="Hosting.HttpFunction"/>. It is the operationId too.</param>
/// <param name="Summary">What it does, as a heading.</param>
internal sealed record Operation(string Function, string Summary)
{
    /// <summary>What the summary leaves out; null: nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The credentials of which one lets a caller in; none: anybody may call.</summary>
    public IReadOnlyList<SecurityScheme> Security { get; init; } = [SecurityScheme.Caller];

    /// <summary>The parts of the route that vary, in its order.</summary>
    public IReadOnlyList<Parameter> Path { get; init; } = [];

    /// <summary>What may stand behind the question mark. None is required.</summary>
    public IReadOnlyList<Parameter> Query { get; init; } = [];

    /// <summary>Headers that only this operation reads. None is required.</summary>
    public IReadOnlyList<Parameter> Headers { get; init; } = [];

    /// <summary>What it takes; null: no body.</summary>
    public Content? Body { get; init; }

    /// <summary>A request without the body is answered too, as one with an empty object.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>What it answers where it does what was asked.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>
    /// The statuses of its own refusals. Those of the credential (401, 403), of a body (413) and of every request (429, 500, 503) need not
    /// be named.
    /// </summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>The document of its own refusals. Those of the server before it are problem documents, or ACME's on its paths.</summary>
    public Content Refusal { get; init; } = Content.Problem;

    /// <summary>An audited change of one thing that is there: repeated under its key, it is made once.</summary>
    /// <param name="path">Names the thing.</param>
    /// <param name="answer">The thing after the change.</param>
    /// <param name="members">What the change sets; the reason stands behind them.</param>
    public static Operation Change(
        string function, string summary, Parameter path, Content answer, params IReadOnlyList<Member> members) => new(function, summary)
        {
            Path = [path],
            Headers = [Parameters.IdempotencyKey],
            Body = Content.Json([.. members, Members.Reason]),
            Answers = [new(200, "Done.", answer)],
            Refusals = [400, 403, 404, 409],
        };
}

/// <summary>An answer that is no refusal.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Meaning">In words.</param>
/// <param name="Contents">The bodies that it may have, of different media types; none: it has no body.</param>
internal sealed record Answer(int Status, string Meaning, params IReadOnlyList<Content> Contents)
{
    /// <summary>The reader has what it asks for: it named the ETag.</summary>
    public static Answer NotModified { get; } =
        new(StatusCodes.Status304NotModified, "The reader named the entity tag of what is in force.");
}

/// <summary>A parameter of a path or query, or a header.</summary>
/// <param name="Name">As it is spelled on the wire.</param>
/// <param name="Meaning">In words.</param>
/// <param name="Schema">Of its value.</param>
/// <param name="Example">A value that the schema allows; needed of a path's.</param>
internal sealed record Parameter(string Name, string Meaning, Schema Schema, string? Example = null);
