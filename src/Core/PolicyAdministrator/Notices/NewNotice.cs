using System.Diagnostics.CodeAnalysis;
using Shaken.Core.CertificationAuthority.Notices;

namespace Shaken.Core.PolicyAdministrator.Notices;

/// <summary>A notice to be given.</summary>
/// <param name="Id">Names it for good: given again, it is the same notice.</param>
public sealed record NewNotice(string Id, Notice Notice);

/// <summary>A notice as the CAs read it.</summary>
/// <param name="Sequence">One more than that of the notice before.</param>
public sealed record PublishedNotice(long Sequence, NewNotice Content, DateTimeOffset At)
{
    public Notice Notice => Content.Notice;
}

/// <summary>Some notices.</summary>
/// <param name="Next">The cursor for what comes after them.</param>
public sealed record NoticePage(IReadOnlyList<PublishedNotice> Notices, long Next)
{
    /// <summary>The page as it is sent.</summary>
    public NoticeAnswer ToAnswer() => new([.. Notices.Select(notice => NoticeLine.Of(notice.Sequence, notice.Notice))], Next);
}

/// <summary>A notice as it is stored before it has its number.</summary>
internal sealed record NewNoticeDocument(string Id, NoticeLine Line)
{
    public static NewNoticeDocument Of(NewNotice notice) => new(notice.Id, NoticeLine.Of(0, notice.Notice));

    public bool TryRead([NotNullWhen(true)] out NewNotice? notice)
    {
        notice = Line.TryRead(out var read) ? new NewNotice(Id, read) : null;
        return notice is not null;
    }
}
