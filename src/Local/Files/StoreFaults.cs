namespace Shaken.Local.Files;

/// <summary>What helps against a fault of a store's folder: the end of the message that names the fault.</summary>
public static class StoreFaults
{
    // errno, as .NET hands it on where it has no exception of its own for it. Both numbers are the same on Linux and macOS.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int WindowsNoSpace = unchecked((int)0x80070070);

    /// <summary>The cause and, where one is known, the remedy: sentences in one line.</summary>
    public static string InWords(Exception exception) => exception switch
    {
        UnauthorizedAccessException =>
            $"{CauseOf(exception)}. Give the user that runs the program the right to write there, or choose another folder.",
        IOException { HResult: ReadOnly } => $"{CauseOf(exception)}. Mount the file system writable, or choose another folder.",
        IOException { HResult: NoSpace or WindowsNoSpace } => $"{CauseOf(exception)}. Free space on that disk.",
        _ => exception.Message,
    };

    private static string CauseOf(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
