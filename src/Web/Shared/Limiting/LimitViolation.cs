using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Limiting;

/// <summary>Which bound of this instance refused a request.</summary>
internal enum LimitViolation
{
    /// <summary>More requests a second than one address may send.</summary>
    TooOften,

    /// <summary>More requests at once than one address may have under way.</summary>
    TooManyOfAddress,

    /// <summary>More requests at once than this instance answers.</summary>
    TooManyUnderWay,

    /// <summary>
    /// More request bodies on their way at once than this instance waits for; the slowest of the busiest address give way.
    /// </summary>
    TooManyArriving,

    /// <summary>The body was not complete before its deadline.</summary>
    BodyTooLate,

    /// <summary>The body, of unknown length, is longer than any endpoint takes.</summary>
    BodyTooLong,
}

/// <summary>What each violation is answered with.</summary>
internal static class LimitViolations
{
    public static Problem ToProblem(this LimitViolation violation) => violation switch
    {
        LimitViolation.TooOften =>
            Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "too many requests from this address"),
        LimitViolation.TooManyOfAddress =>
            Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "too many requests from this address are under way"),
        LimitViolation.TooManyUnderWay => Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "too many requests are under way"),
        LimitViolation.TooManyArriving =>
            Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "too many request bodies are arriving, and this one came slowly"),
        LimitViolation.BodyTooLate =>
            Problem.Of(StatusCodes.Status408RequestTimeout, "body-too-late", "the request's body was not complete in time"),
        LimitViolation.BodyTooLong =>
            Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", "the body is longer than any path takes"),
    };
}
