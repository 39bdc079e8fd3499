namespace Shaken.Web.Shared.Stir;

/// <summary>Why a request to the signing and verification service is refused (ATIS-1000082; the last six are ours).</summary>
internal enum StirError
{
    /// <summary>The request has no body.</summary>
    BodyMissing,

    /// <summary>A mandatory member is absent.</summary>
    ParameterMissing,

    /// <summary>The client accepts no JSON.</summary>
    AcceptNotSupported,

    /// <summary>Nothing is at the path.</summary>
    NotFound,

    /// <summary>The body is not declared as JSON.</summary>
    ContentTypeNotSupported,

    /// <summary>A member has a value that is not allowed.</summary>
    ParameterInvalid,

    /// <summary>The body is no strict JSON object.</summary>
    JsonMalformed,

    /// <summary>The request does not say how long its body is.</summary>
    LengthMissing,

    /// <summary>The path takes POST alone.</summary>
    MethodNotAllowed,

    /// <summary>Something broke here.</summary>
    Internal,

    /// <summary>The request has no credential of this deployment.</summary>
    CallerUnknown,

    /// <summary>The caller may not do this, or the tenant's policy does not allow it.</summary>
    NotAllowed,

    /// <summary>The body did not come in time.</summary>
    BodyTooSlow,

    /// <summary>The body is longer than the service reads.</summary>
    BodyTooLarge,

    /// <summary>The address sends more than it may.</summary>
    TooManyRequests,

    /// <summary>What the service depends on does not answer, or too many requests are under way. The request may be sent again.</summary>
    Unavailable,
}

/// <summary>One refusal: which rule, of which member, and why in words.</summary>
/// <param name="Variable">What stands for %1: the member, or the reason; null: the text has none.</param>
/// <param name="Detail">In words, without personal data; null: the text says it all.</param>
internal sealed record StirFault(StirError Error, string? Variable = null, string? Detail = null)
{
    /// <summary>When another try may succeed; null: waiting changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static StirFault Missing(string member) => new(StirError.ParameterMissing, member);

    public static StirFault Invalid(string member, string? detail = null) => new(StirError.ParameterInvalid, member, detail);
}

/// <summary>What the wire says of an error.</summary>
/// <param name="MessageId">SVC for the request, POL for policy.</param>
/// <param name="Text">%1 stands for the variable.</param>
/// <param name="Flat">The same in the flat form of 3GPP.</param>
internal sealed record StirErrorForm(int Status, string MessageId, string Text, string Flat)
{
    public bool IsPolicy => MessageId.StartsWith("POL", StringComparison.Ordinal);
}

/// <summary>The one table from an error to its form.</summary>
internal static class StirErrors
{
    public static StirErrorForm Form(this StirError error) => error switch
    {
        StirError.BodyMissing => new(400, "SVC4000", "Error: Missing request body", "Missing Request Body"),
        StirError.ParameterMissing => new(400, "SVC4001", "Error: Missing mandatory parameter '%1'", "Missing Mandatory Parameter"),
        StirError.AcceptNotSupported => new(406, "SVC4002", "Error: Accept type not supported", "Accept Type Not Supported"),
        StirError.NotFound => new(404, "SVC4003", "Error: Resource not found", "Resource Not Found"),
        StirError.ContentTypeNotSupported =>
            new(415, "SVC4004", "Error: Content-Type not supported", "Content Type Not Supported"),
        StirError.ParameterInvalid => new(400, "SVC4005", "Error: Invalid parameter value '%1'", "Invalid Parameter Value"),
        StirError.JsonMalformed => new(400, "SVC4006", "Error: JSON parse failed", "JSON Parse Error"),
        StirError.LengthMissing => new(411, "SVC4007", "Error: Content-Length missing", "Content-Length Missing"),
        StirError.MethodNotAllowed => new(405, "POL4050", "Error: Method not allowed", "Method Not Allowed"),
        StirError.Internal => new(500, "POL5000", "Error: Internal error", "Internal Error"),
        StirError.CallerUnknown => new(401, "POL4010", "Error: Not authenticated", "Not Authenticated"),
        StirError.NotAllowed => new(403, "POL4030", "Error: Not allowed: '%1'", "Not Allowed"),
        StirError.BodyTooSlow => new(408, "POL4080", "Error: Request body too slow", "Request Timeout"),
        StirError.BodyTooLarge => new(413, "POL4130", "Error: Request body too large", "Request Body Too Large"),
        StirError.TooManyRequests => new(429, "POL4290", "Error: Too many requests", "Too Many Requests"),
        StirError.Unavailable => new(503, "POL5030", "Error: Service unavailable", "Service Unavailable"),
    };

    /// <summary>The error of a status that routing, a limit or the server set.</summary>
    public static StirError OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => StirError.CallerUnknown,
        StatusCodes.Status403Forbidden => StirError.NotAllowed,
        StatusCodes.Status404NotFound => StirError.NotFound,
        StatusCodes.Status405MethodNotAllowed => StirError.MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => StirError.AcceptNotSupported,
        StatusCodes.Status408RequestTimeout => StirError.BodyTooSlow,
        StatusCodes.Status411LengthRequired => StirError.LengthMissing,
        StatusCodes.Status413PayloadTooLarge => StirError.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => StirError.ContentTypeNotSupported,
        StatusCodes.Status429TooManyRequests => StirError.TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => StirError.Unavailable,
        >= 500 => StirError.Internal,
        _ => StirError.ParameterInvalid,
    };
}
