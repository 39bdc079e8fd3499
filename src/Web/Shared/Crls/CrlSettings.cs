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
/// <param name="Operators">Who may force the next list, under the list's name.</param>
internal sealed record CrlSettings(CrlPublication Publication, CrlSigner Signer, ApiKeys<string> Operators, CrlForm Form = CrlForm.Der)
{
    public static CrlSettings? Read(SettingsReader reader, CrlSetting settings, string name, CrlScope scope)
    {
        if (reader.Text(settings.Url) is not { } url) return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            reader.Refuse(settings.Url, $"\"{url}\" is no http URL");
        var schedule = new CrlSchedule(
            reader.Seconds(settings.IntervalSeconds),
            reader.Seconds(settings.ValiditySeconds));
        if (!schedule.Overlaps)
        {
            reader.Refuse(
                settings.ValiditySeconds,
                $"at least {CrlSchedule.LeastIntervals} times IntervalSeconds, so that a missed run never lets the list expire");
        }

        var operators = ApiKeys<string>.None;
        if (reader.Text(settings.OperatorKey) is { } hash && !TryReadOperator(hash, name, out operators))
            reader.Refuse(settings.OperatorKey, "64 hexadecimal digits, as `shaken crl key` prints them");
        var form = reader.Member(settings.Form);
        var signer = ReadSigner(reader, settings);
        if (signer is null) return null;
        return new CrlSettings(new CrlPublication(name, scope, url, reader.Text(settings.SignerUrl), schedule), signer, operators, form);
    }

    private static bool TryReadOperator(string hash, string list, out ApiKeys<string> operators)
    {
        operators = HashedKey.TryParse(hash, out var key) && ApiKeys<string>.TryCreate([new ApiKey<string>(list, key)], out var one)
            ? one
            : ApiKeys<string>.None;
        return operators.All.Count > 0;
    }

    private static CrlSigner? ReadSigner(SettingsReader reader, CrlSetting settings)
    {
        var certificatePath = reader.Text(settings.Certificate);
        var keyText = reader.Text(settings.Key);
        if (certificatePath is null || keyText is null)
        {
            reader.Refuse(
                settings.Section,
                "a CRL takes Certificate, a PEM file, and Key, another one or the identifier of a key in a vault");
            return null;
        }

        var certificates = reader.Certificates(settings.Certificate, certificatePath);
        if (reader.SigningKey(settings.Key, keyText) is not { } key || certificates.Count == 0) return null;
        if (CrlSigner.FaultOf(certificates[0], key) is not { } fault) return new CrlSigner(certificates[0], key);
        reader.Refuse(settings.Section, fault);
        return null;
    }
}
