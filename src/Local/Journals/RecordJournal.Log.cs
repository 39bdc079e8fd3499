using Microsoft.Extensions.Logging;

namespace Shaken.Local.Journals;

/// <summary>What a journal tells the operator.</summary>
internal sealed partial class RecordJournal
{
    [LoggerMessage(EventId = 8101, Level = LogLevel.Warning,
        Message = "The journal's last frame was torn, by a crash while it was written; {Octets} octets that nobody was told of are "
            + "cut off")]
    private partial void LogTorn(long octets);

    [LoggerMessage(EventId = 8102, Level = LogLevel.Information, Message = "The journal was written anew: {Before} octets became {After}")]
    private partial void LogCompacted(long before, long after);

    [LoggerMessage(EventId = 8103, Level = LogLevel.Error, Message = "The journal could not be written anew; the old one goes on")]
    private partial void LogNotCompacted(Exception exception);

    [LoggerMessage(EventId = 8104, Level = LogLevel.Critical,
        Message = "The journal was lost from sight by a failed write; it is written no more until the program starts anew")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(EventId = 8140, Level = LogLevel.Critical,
        Message = "The journal {Path} is missing or empty beside documents; the program starts without records, as it was told to: "
            + "what they held is lost, and so is the memory of what was used")]
    private partial void LogLost(string path);

    [LoggerMessage(EventId = 8141, Level = LogLevel.Information,
        Message = "The journal was of the format before chained frames and was written anew in the present one")]
    private partial void LogUpgraded();

    [LoggerMessage(EventId = 8142, Level = LogLevel.Warning,
        Message = "The file of the journal that was replaced could not be emptied; it has no name any more and is gone when it is closed")]
    private partial void LogNotRetired(Exception exception);
}
