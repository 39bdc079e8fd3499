using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>A country as a registry names it, as the partner whose list is read.</summary>
internal static class RegisteredPartner
{
    /// <summary>The id of a country's partner: it has a dot, so that no operator can enter one of the same id.</summary>
    /// <param name="register">Tells those who follow lists in one deployment apart.</param>
    public static PartnerId IdOf(string register, CountryCode country) => PartnerId.OfCountry(register, country);

    /// <summary>Null: the country names no list.</summary>
    /// <param name="since">Since when it is read so.</param>
    public static Partner? Find(string register, RegistryEntry entry, DateTimeOffset since)
    {
        if (entry.ListUrl is not { } url) return null;

        // In dispute nothing new is taken; what was taken before stands until its exp.
        var state = entry.State == RegistryEntryState.Disputed ? PartnerState.Paused : PartnerState.Active;
        var terms = new PartnerTerms(entry.Name, [entry.Country], url, entry.PaRoots);
        return new Partner(
            IdOf(register, entry.Country), terms, state, RevisionOf(terms), since, since, new AuditParty("registry", entry.Country.Value));
    }

    // Other roots or another URL are another revision, whichever number it has.
    private static long RevisionOf(PartnerTerms terms)
    {
        var text = $"{terms.ListUrl} {string.Join(' ', terms.AdministratorRoots.Select(root => root.Certificate.Fingerprint))}";
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
