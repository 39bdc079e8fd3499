using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure.Data.Tables;

namespace Shaken.Azure.Tables;

/// <summary>
/// Our tables' names within Azure's rules, there and back. Azure compares them without case and takes letters and digits only, so an
/// upper-case letter becomes <c>z</c> and its lower one, and each other sign <c>z</c> and a digit: <c>AcmeOrders</c> is
/// <c>shaken0zacmezorders</c>.
/// </summary>
internal sealed class TableNaming
{
    /// <summary>The characters of an Azure table's name.</summary>
    public const int MaxLength = 63;

    private const char Mark = 'z';

    // A prefix has no zero, so this ends it.
    private const char Separator = '0';
    private const string Signs = "z-_.~:=";

    private readonly string _prefix;

    /// <param name="prefix">As <see cref="StoragePrefix"/> allows.</param>
    public TableNaming(string prefix)
    {
        if (!StoragePrefix.IsValid(prefix)) throw new ArgumentException(StoragePrefix.Rule, nameof(prefix));
        _prefix = prefix + Separator;
    }

    /// <summary>A filter that lets through all names with this prefix, and no others.</summary>
    public string All =>
        TableServiceClient.CreateQueryFilter($"TableName ge {_prefix} and TableName lt {_prefix[..^1] + (char)(Separator + 1)}");

    /// <exception cref="ArgumentException">The name is too long for Azure.</exception>
    public string ToAzure(string table)
    {
        var name = new StringBuilder(_prefix);
        foreach (var letter in table)
        {
            if (Signs.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var sign) name.Append(Mark).Append((char)('0' + sign));
            else if (char.IsAsciiLetterUpper(letter)) name.Append(Mark).Append(char.ToLowerInvariant(letter));
            else name.Append(letter);
        }

        return name.Length <= MaxLength
            ? name.ToString()
            : throw new ArgumentException(
                $"A table's name has at most {MaxLength} characters on Azure; \"{name}\" is longer.", nameof(table));
    }

    /// <summary>The name that <see cref="ToAzure"/> makes this of. False: no table of this store.</summary>
    public bool TryFromAzure(string azure, [NotNullWhen(true)] out string? table)
    {
        table = null;
        var name = new StringBuilder();
        if (!azure.StartsWith(_prefix, StringComparison.Ordinal)) return false;
        for (var at = _prefix.Length; at < azure.Length; at++)
        {
            if (azure[at] != Mark)
            {
                name.Append(azure[at]);
                continue;
            }

            if (++at == azure.Length) return false;
            if (char.IsAsciiLetterLower(azure[at])) name.Append(char.ToUpperInvariant(azure[at]));
            else if (azure[at] - '0' is var sign && sign >= 0 && sign < Signs.Length) name.Append(Signs[sign]);
            else return false;
        }

        table = name.ToString();
        return table.Length > 0 && ToAzure(table) == azure;
    }
}
