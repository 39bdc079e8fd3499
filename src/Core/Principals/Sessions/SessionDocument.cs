namespace Shaken.Core.Principals.Sessions;

/// <summary>A session as it is stored.</summary>
/// <param name="Epoch">The principal's when it began.</param>
/// <param name="PreviousRefreshHash">The refresh token before, and <paramref name="RefreshedBy"/>, the request that redeemed it.</param>
/// <param name="EndedAt">Null: it goes on until <paramref name="EndsAt"/>.</param>
internal sealed record SessionDocument(
    string UserId, long Epoch, DateTimeOffset StartedAt, string? Address, string AccessHash, DateTimeOffset AccessEndsAt,
    string RefreshHash, string? PreviousRefreshHash, string? RefreshedBy, DateTimeOffset EndsAt, DateTimeOffset? EndedAt);
