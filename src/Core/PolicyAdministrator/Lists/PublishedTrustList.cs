using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Lists;

/// <summary>A trusted-CA list as it was published: one sequence, signed in each form that a reader may want.</summary>
public sealed class PublishedTrustList
{
    private readonly SignedList _list;

    internal PublishedTrustList(SignedList list) => _list = list;

    /// <summary>One more than that of the list before.</summary>
    public long Sequence => _list.Sequence;

    public DateTimeOffset SignedAt => _list.SignedAt;

    public DateTimeOffset ExpiresAt => _list.ExpiresAt;

    /// <summary>SHA-256 of each root on it, in lower-case hexadecimal and ordinal order.</summary>
    public IReadOnlyList<string> Roots => _list.Content;

    /// <summary>The JWT in a form.</summary>
    public string JwtIn(TrustListForm form) => _list.Forms[KeyOf(form)];

    internal static string KeyOf(TrustListForm form) =>
        $"{(form.HasVersionAsText ? "text" : "number")}-{(form.HasEntriesInPem ? "pem" : "der")}";
}
