using System.Buffers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Auditing;

/// <summary>
/// What was done, before the log has it: who, to what, from where, when, why, and each field before and after. It is stored in the same
/// write as the change it tells of, so that neither is there without the other, and then appended.
/// </summary>
public sealed record AuditAct
{
    /// <summary>Characters of <see cref="Reason"/>.</summary>
    public const int MaxReason = 1000;

    /// <summary>Entries of <see cref="Changes"/>.</summary>
    public const int MaxChanges = 32;

    internal const int MaxAddress = 64;

    private const int MaxId = 256;
    private const int MaxAction = 64;

    private static readonly SearchValues<char> ActionAlphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <param name="id">Names this act for good. Appended again, it is the same entry.</param>
    /// <param name="action">In kebab case, as <c>account-suspended</c>.</param>
    /// <exception cref="ArgumentException">
    /// A part is longer than it may be or is not plain. That is a bug of the caller: what comes from outside is parsed before it gets
    /// here.
    /// </exception>
    public AuditAct(
        string id, DateTimeOffset at, AuditParty actor, string? address, AuditParty subject, string action, string? reason,
        IReadOnlyList<AuditChange> changes)
    {
        if (!PlainText.IsPlain(id, MaxId)) throw new ArgumentException($"An id is plain text of 1 to {MaxId} characters.", nameof(id));
        if (address is not null && !PlainText.IsPlain(address, MaxAddress))
            throw new ArgumentException("The address is no address.", nameof(address));
        if (action.Length is 0 or > MaxAction || action.AsSpan().ContainsAnyExcept(ActionAlphabet))
            throw new ArgumentException("An action is in kebab case.", nameof(action));
        if (reason is not null && !PlainText.IsPlain(reason, MaxReason))
            throw new ArgumentException($"A reason is plain text of 1 to {MaxReason} characters.", nameof(reason));
        if (changes.Count > MaxChanges || !changes.All(IsBounded))
            throw new ArgumentException($"At most {MaxChanges} changes, each within its bounds.", nameof(changes));
        (Id, At, Actor, Address, Subject, Action, Reason, Changes) =
            (id, at.ToUniversalTime(), actor, address, subject, action, reason, changes);
    }

    public string Id { get; }

    /// <summary>When it was done, by the clock of the instance that did it.</summary>
    public DateTimeOffset At { get; }

    public AuditParty Actor { get; }

    /// <summary>The network address the request came from; null: it came from no network.</summary>
    public string? Address { get; }

    public AuditParty Subject { get; }

    public string Action { get; }

    public string? Reason { get; }

    public IReadOnlyList<AuditChange> Changes { get; }

    // An entry that somebody changed in the store may hold a null here.
    private static bool IsBounded(AuditChange? change) =>
        PlainText.IsPlain(change?.Field, AuditChange.MaxField)
        && change!.Before?.Length is null or <= AuditChange.MaxValue
        && change.After?.Length is null or <= AuditChange.MaxValue;
}
