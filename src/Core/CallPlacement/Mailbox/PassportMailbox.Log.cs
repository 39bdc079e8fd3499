using Microsoft.Extensions.Logging;

namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>What a mailbox tells the operator.</summary>
public sealed partial class PassportMailbox
{
    [LoggerMessage(EventId = 2202, Level = LogLevel.Error,
        Message = "A failure ended the taking of a call's PASSporTs: {Count} that were taken before are handed out, the others wait "
            + "or are lost")]
    private partial void LogCutShort(Exception exception, int count);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Error,
        Message = "A waiting PASSporT does not open under the secret {SecretId}: it was changed, moved, or sealed "
            + "under another secret of that id")]
    private partial void LogNotOpened(string secretId);

    [LoggerMessage(EventId = 2311, Level = LogLevel.Error,
        Message = "A record of the mailbox cannot be read: it was damaged, or another version of the program wrote it; it is passed over")]
    private partial void LogNotRead();
}
