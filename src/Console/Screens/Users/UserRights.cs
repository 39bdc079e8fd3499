using Shaken.OperatorConsole.Session;

namespace Shaken.OperatorConsole.Screens.Users;

/// <summary>Whom an operator may manage. The server decides; this spares buttons that it would refuse.</summary>
internal static class UserRights
{
    private static readonly string[] _kinds =
        ["operator", "account-user", "partner", "reporter", "authority", "tenant", "customer"];

    public static IReadOnlyList<string> Roles { get; } = ["administrator", "registrar", "auditor", "governance"];

    /// <summary>The kinds that the operator may make.</summary>
    public static IEnumerable<string> KindsOf(OperatorSession session) => _kinds.Where(kind => MayManage(session, kind));

    public static bool MayManage(OperatorSession session, string kind) => kind switch
    {
        "operator" => session.Is("administrator", "governance"),
        "partner" or "authority" => session.Is("administrator", "governance"),
        _ => session.Is("administrator", "registrar"),
    };

    /// <summary>What the member <c>account</c> is for a kind; null: it has none.</summary>
    public static string? AccountLabelOf(string kind) => kind switch
    {
        "operator" => null,
        "account-user" => "Account id of the provider",
        "partner" => "Name of the partner",
        "reporter" => "Organisation: its users count as one reporter",
        "authority" => "Name of the CA",
        "tenant" => "Id of the tenant",
        _ => "Id of the customer",
    };
}
