using System.Buffers;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>A provider's account.</summary>
/// <param name="Id">Part of its URL; see <see cref="IsId"/>.</param>
/// <param name="Revision">1 when it is made, and one more with each change: what a client states when it changes the account.</param>
public sealed record ProviderAccount(
    string Id, AccountProfile Profile, AccountState State, long Revision, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    private const int MaxId = 64;

    private static readonly SearchValues<char> IdAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The providers that it gets tokens for now.</summary>
    public IReadOnlyList<ProviderId> TokenProviders => State.GetsTokens() ? Profile.Providers : [];

    /// <summary>The providers that no other account can have.</summary>
    public IReadOnlyList<ProviderId> HeldProviders => State.HoldsCodes() ? Profile.Providers : [];

    /// <summary>Whether a text from outside can be an account's id: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsId(string? id) => id is { Length: >= 1 and <= MaxId } && !id.AsSpan().ContainsAnyExcept(IdAlphabet);

    /// <summary>The evidence that has expired on a day, or is about to.</summary>
    public IEnumerable<EvidenceWarning> WarningsOn(DateOnly day) =>
        from evidence in Profile.Evidence
        where evidence.ExpiresOn is not null && day >= FirstWarning(evidence.ExpiresOn.Value, evidence.WarnDaysBefore)
        select new EvidenceWarning(evidence, HasExpired: day > evidence.ExpiresOn);

    private static DateOnly FirstWarning(DateOnly expiresOn, int days) =>
        expiresOn.DayNumber > days ? expiresOn.AddDays(-days) : DateOnly.MinValue;
}

/// <summary>Evidence that needs to be renewed.</summary>
public sealed record EvidenceWarning(EligibilityEvidence Evidence, bool HasExpired);

/// <summary>Some accounts and where to go on; a null continuation is the end.</summary>
public sealed record AccountPage(IReadOnlyList<ProviderAccount> Accounts, string? Continuation);

/// <summary>An account as it lies in the store.</summary>
/// <param name="Pending">What is still to be told of its last change; null: nothing.</param>
/// <param name="Marks">The last requests that changed it.</param>
internal sealed record StoredProviderAccount(ProviderAccount Account, PendingChange? Pending, IReadOnlyList<string> Marks, ETag ETag);
