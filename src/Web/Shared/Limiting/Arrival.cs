namespace Shaken.Web.Shared.Limiting;

/// <summary>How the wait for a request's body ended.</summary>
/// <param name="IsGone">The client closed the connection, or took the request back: nobody waits for an answer.</param>
/// <param name="Violation">Why the request is refused; null: it is not.</param>
internal readonly record struct Arrival(bool IsGone, LimitViolation? Violation)
{
    public static Arrival Complete => default;

    public static Arrival Gone => new(IsGone: true, Violation: null);

    public static Arrival Refused(LimitViolation violation) => new(IsGone: false, violation);
}
