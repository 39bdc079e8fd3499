namespace Shaken.Web.Shared.Hosting;

/// <summary>What <c>--help</c> of the program prints.</summary>
internal static class ProgramHelp
{
    public const string Text = """
        The services of Shaken.Serverless: STI-PA, STI-CA, STI-CR, STI-AS, STI-VS and CPS, each a role.

        Usage: shaken-server [--NAME=VALUE]...

        Every setting can be given here, as an environment variable (__ for the colon: Shaken__Roles), or in
        appsettings.json in the working directory. The first three:

          --Shaken:Roles=cps,cr          what this deployment does; alone, without it: everything
          --Shaken:DataFolder=FOLDER     the disk store; default shaken-data in the working directory
          --Shaken:Listen:Port=7071      HTTP on this port of 127.0.0.1; see also Shaken:Tls:Port

        All settings: docs/operations/settings.md. Health: GET /health, or shaken-server --check-health URL,
        which ends with 0 when the program there is healthy.

        Exit codes: 0 stopped; 69 the port cannot be listened on; 70 a part that works in the background
        failed; 74 the store cannot be opened; 78 settings are wrong.
        """;

    public static bool IsAskedFor(string[] args) => args.Any(argument => argument is "--help" or "-h" or "-?" or "help");
}
