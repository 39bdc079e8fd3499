namespace Shaken.OperatorConsole.Shared;

/// <summary>Names of states as words on buttons.</summary>
internal static class Words
{
    public static string Of(string state) => state switch
    {
        "open" => "Open",
        "suspended" => "Suspend",
        "notice" => "Give notice",
        "under-appeal" => "Take the appeal",
        "reinstated" => "Reinstate",
        "closed" => "Close",
        "approved" => "Approve",
        "removed" => "Remove",
        "active" => "Resume",
        "paused" => "Pause",
        "excluded" => "Exclude",
        "disputed" => "Declare a dispute",
        "registered" => "Settle the dispute",
        "withdrawn" => "Take off the list",
        _ => state.Length == 0 ? "" : char.ToUpperInvariant(state[0]) + state[1..].Replace('-', ' '),
    };
}
