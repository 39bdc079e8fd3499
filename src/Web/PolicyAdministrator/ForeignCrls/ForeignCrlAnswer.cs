using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.ForeignCrls;

namespace Shaken.Web.PolicyAdministrator.ForeignCrls;

/// <summary>A CRL of a partner, and our copy of it.</summary>
/// <param name="Copy">The path of the copy; absent: there is none.</param>
/// <param name="Failures">In a row.</param>
/// <param name="Failure">Why the last refresh failed; absent: it did not.</param>
internal sealed record ForeignCrlAnswer(
    string Url, string? Copy, string? Number, DateTimeOffset? ThisUpdate, DateTimeOffset? NextUpdate, int Entries, DateTimeOffset? TakenAt,
    DateTimeOffset? NextAt, int Failures, string? Failure, string? Detail)
{
    /// <param name="status">Null: it was never asked for.</param>
    public static ForeignCrlAnswer Of(ForeignCrlKey key, ForeignCrlStatus? status) => new(
        key.Url, status?.Digest is null ? null : key.CopyAt(""), status?.Number, status?.ThisUpdate, status?.NextUpdate,
        status?.Entries ?? 0, status?.TakenAt, status?.NextAt, status?.Failures ?? 0,
        status?.Failure is { } failure ? KebabCase.Of(failure) : null, status?.Detail);
}
