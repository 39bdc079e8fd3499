using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Contacts of an account: mailto URLs with one address and no header fields (RFC 8555 section 7.3).</summary>
internal static class AcmeContacts
{
    private const int MaxContacts = 10;
    private const int MaxLength = 320;
    private const string Scheme = "mailto:";

    /// <summary>Reads the member contact; one that is absent or null is empty.</summary>
    public static Outcome<IReadOnlyList<string>, AcmeProblem> Read(JsonElement payload)
    {
        if (!payload.TryGetOptional("contact", out var member)) return Array.Empty<string>();
        if (member.ValueKind != JsonValueKind.Array) return AcmeProblem.Malformed("contact is no array");
        if (member.GetArrayLength() > MaxContacts) return AcmeProblem.Malformed($"contact has more than {MaxContacts} entries");
        var contacts = new List<string>();
        foreach (var item in member.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) return new AcmeProblem(AcmeError.InvalidContact, "a contact is no string");
            var contact = item.GetString()!;
            if (FindViolation(contact) is { } violation) return violation;
            contacts.Add(contact);
        }

        return contacts;
    }

    private static AcmeProblem? FindViolation(string contact)
    {
        if (!contact.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new AcmeProblem(AcmeError.UnsupportedContact, "contacts are mailto URLs");
        var address = contact[Scheme.Length..];
        return contact.Length <= MaxLength && address.Split('@') is [{ Length: > 0 }, { Length: > 0 }]
            && address.All(letter => letter is > ' ' and < '\x7f' and not ('?' or ',' or '<' or '>'))
            ? null
            : new AcmeProblem(AcmeError.InvalidContact, "a mailto URL has one address and no header fields");
    }
}
