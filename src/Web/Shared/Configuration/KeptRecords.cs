namespace Shaken.Web.Shared.Configuration;

/// <summary>
/// Whether a deployment keeps records. A repository alone only serves documents, and has no right to write any record: it has no
/// principals but the operators of the configuration, and no timer whose runs are noted.
/// </summary>
internal static class KeptRecords
{
    public static bool AreKept(ParsedSettings settings) => settings.Get<RoleSettings>().Roles.Any(role => role switch
    {
        Role.Cr or Role.Console => false,
        Role.Cps or Role.Ca or Role.Pa or Role.As or Role.Vs or Role.Delegation or Role.Registry => true,
    });
}
