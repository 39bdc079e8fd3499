namespace Shaken.Web.Shared.Limiting;

/// <summary>How the wait for a request's body ended.</summary>
/// <param name="IsGone">The client closed the connection, or took the request back: nobody waits for an answer.</param>
/// <param name="Breach">Why the request is refused; null: it is not.</param>
internal readonly record struct Arrival(bool IsGone, LimitBreach? Breach)
{
    public static Arrival Complete => default;

    public static Arrival Gone => new(IsGone: true, Breach: null);

    public static Arrival Refused(LimitBreach breach) => new(IsGone: false, breach);
}
