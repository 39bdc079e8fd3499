using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>
/// Which names may stand below a CA (RFC 5280 section 4.2.1.10): a name of a form that has permitted subtrees lies in one of them, and no
/// name lies in an excluded one. Directory names, mailboxes, hosts, URIs and IP addresses are understood.
/// </summary>
public sealed class NameConstraints
{
    private const int MaxSubtrees = 64;

    private static readonly Asn1Tag PermittedTag = DerTags.ContextConstructed(0);
    private static readonly Asn1Tag ExcludedTag = DerTags.ContextConstructed(1);
    private static readonly Asn1Tag MinimumTag = DerTags.Context(0);

    private readonly List<Subtree> _permitted;
    private readonly List<Subtree> _excluded;

    private NameConstraints(List<Subtree> permitted, List<Subtree> excluded) => (_permitted, _excluded) = (permitted, excluded);

    /// <summary>How many things were read: for an estimate of memory.</summary>
    internal int Things => _permitted.Concat(_excluded).Sum(subtree => 2 + (subtree.Base.Directory?.Attributes.Count ?? 0));

    /// <exception cref="AsnContentException">The value is no NameConstraints.</exception>
    internal static NameConstraints Read(ReadOnlyMemory<byte> value)
    {
        var sequence = DerReading.OpenSequence(value);
        var permitted = ReadSubtrees(sequence, PermittedTag);
        var excluded = ReadSubtrees(sequence, ExcludedTag);
        sequence.ThrowIfNotEmpty();
        return new NameConstraints(permitted, excluded);
    }

    /// <summary>Which name breaks a constraint, in words; null where all are permitted.</summary>
    /// <param name="names">Of one certificate below the CA.</param>
    /// <param name="isCritical">A constraint that is not understood then refuses each name of its form; else it is passed over.</param>
    internal string? FindViolation(IReadOnlyList<GeneralName> names, bool isCritical)
    {
        foreach (var name in names)
        {
            if (isCritical && _permitted.Concat(_excluded).Any(subtree => subtree.Base.Form == name.Form && !subtree.IsUnderstood))
                return $"a name of the form {name.Form} is constrained in a way that is not known here";
            var permitted = _permitted.Where(subtree => subtree.Base.Form == name.Form && subtree.IsUnderstood).ToList();
            if (permitted.Count > 0 && !permitted.Exists(subtree => NameSubtrees.Contains(subtree.Base, name)))
                return $"{TextOf(name)} is not permitted";
            if (_excluded.Exists(subtree => subtree.Base.Form == name.Form && subtree.IsUnderstood
                && NameSubtrees.Excludes(subtree.Base, name)))
                return $"{TextOf(name)} is excluded";
        }

        return null;
    }

    private static string TextOf(GeneralName name) => name.Form switch
    {
        NameForm.DirectoryName => "the name",
        NameForm.Rfc822Name => "the mailbox",
        NameForm.DnsName => "the host name",
        NameForm.Uri => "the URI",
        NameForm.IpAddress => "the IP address",
        NameForm.OtherName or NameForm.X400Address or NameForm.EdiPartyName or NameForm.RegisteredId => $"the {name.Form}",
    };

    private static List<Subtree> ReadSubtrees(AsnReader sequence, Asn1Tag tag)
    {
        var list = new List<Subtree>();
        if (!sequence.HasNext(tag)) return list;
        var subtrees = sequence.ReadSequence(tag);
        while (subtrees.HasData)
        {
            if (list.Count == MaxSubtrees) throw new AsnContentException("Too many subtrees of names.");
            list.Add(ReadSubtree(subtrees.ReadSequence()));
        }

        return list;
    }

    private static Subtree ReadSubtree(AsnReader subtree)
    {
        var name = GeneralName.Read(subtree);
        if (name.Form == NameForm.IpAddress && name.Octets.Length is not (8 or 32))
            throw new AsnContentException("An IP subtree is no address with its mask.");

        // RFC 5280 has the minimum 0, which DER leaves out, and no maximum.
        var hasMinimum = subtree.HasNext(MinimumTag) && !subtree.ReadInteger(MinimumTag).IsZero;
        var hasMaximum = subtree.HasData;
        while (subtree.HasData) subtree.ReadEncodedValue();
        return new Subtree(name, hasMinimum || hasMaximum);
    }

    private sealed record Subtree(GeneralName Base, bool HasDistances)
    {
        public bool IsUnderstood => !HasDistances
            && Base.Form is NameForm.DirectoryName or NameForm.Rfc822Name or NameForm.DnsName or NameForm.Uri or NameForm.IpAddress;
    }
}
