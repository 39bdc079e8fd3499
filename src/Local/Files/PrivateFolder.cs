using Microsoft.Extensions.Logging;

namespace Shaken.Local.Files;

/// <summary>
/// A folder that only its owner may enter: telephone numbers, accounts and the deployment's own secret lie in it. Windows gives a folder the rights of the one above.
/// </summary>
internal static partial class PrivateFolder
{
    /// <summary>0700.</summary>
    public const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder if need be. Takes wider rights off one that exists; if the process may not, the log says so and the folder is used.</summary>
    public static void Open(string folder, ILogger logger)
    {
        DirectorySync.Create(folder, Rights);
        if (OperatingSystem.IsWindows()) return;
        var rights = File.GetUnixFileMode(folder);
        if ((rights & ~Rights) == UnixFileMode.None) return;
        try
        {
            File.SetUnixFileMode(folder, rights & Rights);
            LogTightened(logger, folder, rights);
        }
        catch (UnauthorizedAccessException)
        {
            LogTooWide(logger, folder, rights);
        }
    }

    [LoggerMessage(EventId = 8122, Level = LogLevel.Warning, Message = "The folder {Folder} was open to others ({Rights}); now only its owner may enter it")]
    private static partial void LogTightened(ILogger logger, string folder, UnixFileMode rights);

    [LoggerMessage(EventId = 8123, Level = LogLevel.Error, Message = "The folder {Folder} is open to others ({Rights}) and this process may not change that: set its mode to 0700")]
    private static partial void LogTooWide(ILogger logger, string folder, UnixFileMode rights);
}
