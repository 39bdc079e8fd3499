using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Crls;

/// <summary>In which form a CRL is served to a client that does not ask for PEM by its media type.</summary>
public enum CrlForm
{
    /// <summary>DER, as RFC 5280 section 4.2.1.13 has it.</summary>
    Der,

    /// <summary>PEM, for clients that ask for application/pkix-crl and read nothing but PEM.</summary>
    Pem,
}

/// <summary>A CRL to publish.</summary>
/// <param name="OperatorKey">Who may force the next list; null: nobody.</param>
internal sealed record CrlSettings(CrlPublication Publication, CrlSigner Signer, HashedKey? OperatorKey, CrlForm Form = CrlForm.Der)
{
    public static CrlSettings? Read(SettingsReader reader, string section, string name, CrlScope scope)
    {
        if (reader.Text($"{section}:Url") is not { } url) return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")) reader.Refuse($"{section}:Url", $"\"{url}\" is no http URL");
        var schedule = new CrlSchedule(
            reader.Seconds($"{section}:IntervalSeconds", (int)CrlSchedule.Default.Interval.TotalSeconds, 60, 604_800),
            reader.Seconds($"{section}:ValiditySeconds", (int)CrlSchedule.Default.Validity.TotalSeconds, 180, 2_592_000));
        if (!schedule.Overlaps) reader.Refuse($"{section}:ValiditySeconds", $"at least {CrlSchedule.LeastIntervals} times IntervalSeconds, so that a missed run never lets the list expire");
        HashedKey? operatorKey = null;
        if (reader.Text($"{section}:OperatorKey") is { } hash && !HashedKey.TryParse(hash, out operatorKey)) reader.Refuse($"{section}:OperatorKey", "64 hexadecimal digits, as `shaken crl key` prints them");
        var form = reader.Member($"{section}:Form", CrlForm.Der);
        var signer = ReadSigner(reader, section);
        if (signer is null) return null;
        return new CrlSettings(new CrlPublication(name, scope, url, reader.Text($"{section}:SignerUrl"), schedule), signer, operatorKey, form);
    }

    private static CrlSigner? ReadSigner(SettingsReader reader, string section)
    {
        var certificatePath = reader.Text($"{section}:Certificate");
        var keyText = reader.Text($"{section}:Key");
        if (certificatePath is null || keyText is null)
        {
            reader.Refuse(section, "a CRL takes Certificate, a PEM file, and Key, another one or the identifier of a key in a vault");
            return null;
        }

        var certificates = reader.Certificates($"{section}:Certificate", certificatePath);
        if (reader.SigningKey($"{section}:Key", keyText) is not { } key || certificates.Count == 0) return null;
        if (CrlSigner.FaultOf(certificates[0], key) is not { } fault) return new CrlSigner(certificates[0], key);
        reader.Refuse(section, fault);
        return null;
    }
}
