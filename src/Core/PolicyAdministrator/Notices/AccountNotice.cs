using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.Notices;

/// <summary>What a CA is told.</summary>
public enum NoticeKind
{
    /// <summary>No token of this provider counts any more.</summary>
    AccountSuspended,

    /// <summary>Tokens of this provider count (again).</summary>
    AccountReinstated,
}

/// <summary>A notice to be given.</summary>
/// <param name="Id">Names it for good: given again, it is the same notice.</param>
public sealed record AccountNotice(string Id, NoticeKind Kind, ProviderId Provider);

/// <summary>A notice as the CAs read it.</summary>
/// <param name="Sequence">One more than that of the notice before.</param>
public sealed record PublishedNotice(long Sequence, AccountNotice Notice, DateTimeOffset At);

/// <summary>Some notices.</summary>
/// <param name="Next">The cursor for what comes after them.</param>
public sealed record NoticePage(IReadOnlyList<PublishedNotice> Notices, long Next);
