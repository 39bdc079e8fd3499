namespace Shaken.Cli.Output;

/// <summary>How every command ends; documented in docs/cli.md.</summary>
public enum ExitCode
{
    /// <summary>Done; what was to be verified is good.</summary>
    Good = 0,

    /// <summary>Looked at and refused: the reason is printed.</summary>
    Refused = 1,

    /// <summary>The command line, or a file it names, cannot be used.</summary>
    Usage = 2,

    /// <summary>A host or a store did not answer; trying again may help.</summary>
    Unavailable = 3,
}
