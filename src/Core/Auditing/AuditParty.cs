using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Auditing;

/// <summary>
/// Who acted, or what was acted upon, written <c>operator:alice</c>: a kind that the program chose, and a name within it.
/// </summary>
public sealed record AuditParty
{
    private const int MaxKind = 32;
    private const int MaxName = 128;

    private static readonly SearchValues<char> KindAlphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    /// <param name="kind">1 to 32 of <c>a-z -</c>.</param>
    /// <param name="name">Plain text of 1 to 128 characters.</param>
    /// <exception cref="ArgumentException">A bug of the caller: what comes from outside goes through <see cref="TryCreate"/>.</exception>
    public AuditParty(string kind, string name)
    {
        if (!IsKind(kind)) throw new ArgumentException($"A kind has 1 to {MaxKind} of a-z and -", nameof(kind));
        if (!PlainText.IsPlain(name, MaxName))
            throw new ArgumentException($"A name is plain text of 1 to {MaxName} characters.", nameof(name));
        (Kind, Name) = (kind, name);
    }

    public string Kind { get; }

    public string Name { get; }

    /// <summary>A party whose name comes from outside. False: the name is too long or holds hidden characters.</summary>
    public static bool TryCreate(string kind, string? name, [NotNullWhen(true)] out AuditParty? party)
    {
        party = PlainText.IsPlain(name, MaxName) ? new AuditParty(kind, name!) : null;
        return party is not null;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditParty? party)
    {
        party = null;
        if (text is null || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and <= MaxKind and var end)) return false;
        return IsKind(text[..end]) && TryCreate(text[..end], text[(end + 1)..], out party);
    }

    public override string ToString() => $"{Kind}:{Name}";

    private static bool IsKind(string kind) => kind.Length is >= 1 and <= MaxKind && !kind.AsSpan().ContainsAnyExcept(KindAlphabet);
}
