namespace Shaken.Core.Pki.Der;

/// <summary>Whether a name lies in a subtree of names, form by form (RFC 5280 section 4.2.1.10).</summary>
internal static class NameSubtrees
{
    /// <param name="subtree">The subtree's base, of the same form as the name and of a form that is understood.</param>
    public static bool Contains(GeneralName subtree, GeneralName name) => name.Form switch
    {
        NameForm.DirectoryName => name.Directory!.IsWithin(subtree.Directory!),
        NameForm.Rfc822Name => HasMailbox(subtree.Text, name.Text),
        NameForm.DnsName => HasHostOrBelow(subtree.Text, name.Text),
        NameForm.Uri => HostOf(name.Text) is { } host && HasHost(subtree.Text, host),
        NameForm.IpAddress => HasAddress(subtree.Octets.Span, name.Octets.Span),
        NameForm.OtherName or NameForm.X400Address or NameForm.EdiPartyName or NameForm.RegisteredId => false,
    };

    /// <summary>The same for an excluded subtree, but that a URI without a host name is refused wherever URIs are constrained.</summary>
    public static bool Excludes(GeneralName subtree, GeneralName name) =>
        Contains(subtree, name) || (name.Form == NameForm.Uri && HostOf(name.Text) is null);

    // A mailbox, all mailboxes of a host, or with a dot before it all mailboxes of the hosts below a domain. The local part knows case.
    private static bool HasMailbox(string subtree, string mailbox)
    {
        var at = mailbox.LastIndexOf('@');
        if (at <= 0) return false;
        var wanted = subtree.LastIndexOf('@');
        return HasHost(subtree[(wanted + 1)..], mailbox[(at + 1)..])
            && (wanted < 0 || subtree.AsSpan(0, wanted).SequenceEqual(mailbox.AsSpan(0, at)));
    }

    // Of hosts, any number of labels may be added on the left.
    private static bool HasHostOrBelow(string subtree, string host) =>
        HasHost(subtree, host) || Bare(host).EndsWith($".{subtree}", StringComparison.OrdinalIgnoreCase);

    // Of URIs and mailboxes: a host itself, or with a dot before it the hosts below a domain.
    private static bool HasHost(string subtree, string host) =>
        subtree.Length == 0
        || (subtree[0] == '.'
            ? Bare(host).EndsWith(subtree, StringComparison.OrdinalIgnoreCase)
            : Bare(host).Equals(subtree, StringComparison.OrdinalIgnoreCase));

    // A host with the dot of the root behind it is the same host.
    private static string Bare(string host) => host.TrimEnd('.');

    private static string? HostOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.HostNameType == UriHostNameType.Dns ? parsed.IdnHost : null;

    private static bool HasAddress(ReadOnlySpan<byte> subtree, ReadOnlySpan<byte> address)
    {
        if (subtree.Length != address.Length * 2) return false;
        for (var index = 0; index < address.Length; index++)
        {
            if (((address[index] ^ subtree[index]) & subtree[address.Length + index]) != 0) return false;
        }

        return true;
    }
}
