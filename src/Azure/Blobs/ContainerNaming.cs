using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Shaken.Azure.Blobs;

/// <summary>
/// Our containers' names within Azure's rules, there and back: lower-case letters, digits and single hyphens. An upper-case letter
/// becomes <c>z</c> and its lower one; a sign that cannot stay becomes <c>z</c> and a digit. <c>trust-lists</c> is
/// <c>shaken-trust-lists</c>.
/// </summary>
internal sealed class ContainerNaming
{
    /// <summary>The characters of an Azure container's name.</summary>
    public const int MaxLength = 63;

    private const char Mark = 'z';
    private const char Hyphen = '-';
    private const string Signs = "z-_.";

    /// <param name="prefix">As <see cref="StoragePrefix"/> allows.</param>
    public ContainerNaming(string prefix)
    {
        if (!StoragePrefix.IsValid(prefix)) throw new ArgumentException(StoragePrefix.Rule, nameof(prefix));
        Prefix = prefix + Hyphen;
    }

    /// <summary>What all names begin with, and no others, since a prefix has no hyphen.</summary>
    public string Prefix { get; }

    /// <exception cref="ArgumentException">The name is too long for Azure.</exception>
    public string ToAzure(string container)
    {
        var name = new StringBuilder(Prefix);
        for (var at = 0; at < container.Length; at++)
        {
            var letter = container[at];
            if (letter == Hyphen && name[^1] != Hyphen && at < container.Length - 1) name.Append(letter);
            else if (Signs.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var sign) name.Append(Mark).Append((char)('0' + sign));
            else if (char.IsAsciiLetterUpper(letter)) name.Append(Mark).Append(char.ToLowerInvariant(letter));
            else name.Append(letter);
        }

        return name.Length <= MaxLength
            ? name.ToString()
            : throw new ArgumentException(
                $"A container's name has at most {MaxLength} characters on Azure; \"{name}\" is longer.", nameof(container));
    }

    /// <summary>The name that <see cref="ToAzure"/> makes this of. False: no container of this store.</summary>
    public bool TryFromAzure(string azure, [NotNullWhen(true)] out string? container)
    {
        container = null;
        if (!azure.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var name = new StringBuilder();
        for (var at = Prefix.Length; at < azure.Length; at++)
        {
            if (azure[at] != Mark) name.Append(azure[at]);
            else if (++at == azure.Length) return false;
            else if (char.IsAsciiLetterLower(azure[at])) name.Append(char.ToUpperInvariant(azure[at]));
            else if (azure[at] - '0' is var sign && sign >= 0 && sign < Signs.Length) name.Append(Signs[sign]);
            else return false;
        }

        container = name.ToString();
        return container.Length > 0 && ToAzure(container) == azure;
    }
}
