using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Shaken.Web.Shared.Problems;

/// <summary>A problem document (RFC 9457), with the members that clients of the CPS dialects read beside the standard's.</summary>
/// <param name="Type">Names the reason; a URI reference that leads nowhere is allowed.</param>
/// <param name="Title">The status' own words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">Which rule was broken.</param>
/// <param name="Reason">Our closed reason: <c>bearer-stale</c>, <c>passport-refused</c>.</param>
/// <param name="Error">The detail again, where clients of ATIS-1000105 look.</param>
/// <param name="Message">The detail again, where clients of ATIS-1000096 look.</param>
/// <param name="Sip">Where a PASSporT was refused: what SIP calls it.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string Reason, string Error, string Message, ProblemSip? Sip)
{
    /// <summary>The Retry-After of a 429 or 503; null: a second.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    public static Problem Of(int status, string reason, string detail, ProblemSip? sip = null) =>
        new($"urn:shaken:problem:{reason}", ReasonPhrases.GetReasonPhrase(status), status, detail, reason, detail, detail, sip);
}

/// <summary>What SIP and ATIS-1000082 call a refused PASSporT.</summary>
/// <param name="Code">By RFC 8224 section 6.2.2.</param>
/// <param name="ReasonCode">By ATIS-1000082, which differs now and then.</param>
public sealed record ProblemSip(string Failure, int Code, string Text, int ReasonCode, string ReasonText, string Verstat);
