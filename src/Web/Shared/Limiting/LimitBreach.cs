using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Limiting;

/// <summary>Which bound of this instance refused a request.</summary>
internal enum LimitBreach
{
    /// <summary>More requests a second than one address may send.</summary>
    TooOften,

    /// <summary>More requests at once than one address may have under way.</summary>
    TooManyOfAddress,

    /// <summary>More requests at once than this instance answers.</summary>
    TooManyUnderWay,

    /// <summary>More request bodies on their way at once than this instance waits for; the slowest of the busiest address give way.</summary>
    TooManyArriving,

    /// <summary>The body was not complete before its deadline.</summary>
    BodyTooLate,

    /// <summary>The body, of unknown length, is longer than any endpoint takes.</summary>
    BodyTooLong,
}

/// <summary>What each breach is answered with.</summary>
internal static class LimitBreaches
{
    public static Problem ToProblem(this LimitBreach breach) => breach switch
    {
        LimitBreach.TooOften => Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "too many requests from this address"),
        LimitBreach.TooManyOfAddress => Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "too many requests from this address are under way"),
        LimitBreach.TooManyUnderWay => Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "too many requests are under way"),
        LimitBreach.TooManyArriving => Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "too many request bodies are arriving, and this one came slowly"),
        LimitBreach.BodyTooLate => Problem.Of(StatusCodes.Status408RequestTimeout, "body-too-late", "the request's body was not complete in time"),
        LimitBreach.BodyTooLong => Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", "the body is longer than any path takes"),
    };
}
