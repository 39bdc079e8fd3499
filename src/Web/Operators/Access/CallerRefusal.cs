using System.Net;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Operators.Access;

/// <summary>Why a request gets no answer of the endpoint.</summary>
internal abstract record CallerRefusal
{
    private CallerRefusal()
    {
    }

    /// <summary>For the log.</summary>
    public abstract string Reason { get; }

    public abstract Problem ToProblem();

    /// <summary>No credential, or one that nobody has.</summary>
    public sealed record Unknown : CallerRefusal
    {
        public override string Reason => "caller-unknown";

        public override Problem ToProblem() => Problem.Of(
            StatusCodes.Status401Unauthorized, Reason,
            "no credential of this deployment: send an access token or an API key as Authorization, or a client certificate that is "
            + "registered here; `shaken operator key` makes an operator's key");
    }

    /// <summary>The credential is right, and its principal was disabled.</summary>
    public sealed record Disabled : CallerRefusal
    {
        public override string Reason => "caller-disabled";

        public override Problem ToProblem() =>
            Problem.Of(
                StatusCodes.Status403Forbidden, Reason,
                "the credential is right, but its owner was disabled; ask the operator of this deployment");
    }

    /// <summary>The principal may not call from there.</summary>
    public sealed record AddressNotAllowed(IPAddress? Seen) : CallerRefusal
    {
        public override string Reason => "address-not-allowed";

        public override Problem ToProblem() => Problem.Of(
            StatusCodes.Status403Forbidden, Reason,
            $"the request came from {Seen?.ToString() ?? "an unknown address"}, which is in none of the networks allowed for this user; "
            + "ask the operator of this deployment to add it");
    }

    /// <summary>Another kind of principal, or other roles, are needed.</summary>
    public sealed record NotAllowed(string Wanted) : CallerRefusal
    {
        public override string Reason => "caller-not-allowed";

        public override Problem ToProblem() => Problem.Of(StatusCodes.Status403Forbidden, Reason, $"this path is for {Wanted}");
    }

    /// <summary>An account user asks for another account.</summary>
    public sealed record AccountOfAnother : CallerRefusal
    {
        public override string Reason => "account-of-another";

        public override Problem ToProblem() =>
            Problem.Of(StatusCodes.Status403Forbidden, Reason, "the path names an account that is not the caller's");
    }

    /// <summary>A change by a browser's session, without the header that only our own page sends.</summary>
    public sealed record AntiforgeryMissing : CallerRefusal
    {
        public override string Reason => "antiforgery-missing";

        public override Problem ToProblem() => Problem.Of(
            StatusCodes.Status403Forbidden, Reason,
            $"a change by the session of a browser needs {SessionCookies.AntiforgeryHeader}, as /console/v1/session tells it");
    }
}
