using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Notices;

/// <summary>Where a CA hears from its policy administrator: over HTTP, or by a call within one deployment.</summary>
public interface INoticeSource
{
    /// <summary>The next notices after a cursor, or in words why there is no answer.</summary>
    /// <param name="since">The number of the last notice that this CA has followed; 0: none.</param>
    ValueTask<Outcome<NoticeAnswer, string>> ReadAsync(long since, CancellationToken cancellationToken);
}
