using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Crls;

/// <summary>How revocation is checked, published and reported.</summary>
/// <param name="Checking">Of the call path.</param>
/// <param name="Administrator">The policy administrator's indirect CRL; null: none is published.</param>
/// <param name="Own">A CA's CRL of its own certificates; null: none is published.</param>
/// <param name="Reporters">CAs that may report to this policy administrator.</param>
/// <param name="ReportTo">The policy administrator that this CA reports to; null: it is this deployment, or nobody.</param>
public sealed record RevocationSettings(
    RevocationOptions Checking, CrlSettings? Administrator, CrlSettings? Own, ApiKeys<RevocationReporter> Reporters, ReportSettings? ReportTo)
{
    private const string Reporter = "Pa:Reporters";

    internal static RevocationSettings Read(SettingsReader reader, INamedKeys named) => new(
        new RevocationOptions
        {
            Policy = reader.Member("Revocation:Policy", RevocationPolicy.AcceptWithFinding),
            UnnamedIssuer = reader.Member("Revocation:UnnamedIssuer", UnnamedCrlIssuer.PolicyAdministratorCovers),
            Urls = ReadUrls(reader),
            Signers = [.. reader.Texts("Revocation:Signers").SelectMany(path => reader.Certificates("Revocation:Signers", path))],
        },
        CrlSettings.Read(reader, named, "Pa:Crl", "indirect", CrlScope.ManyIssuers),
        CrlSettings.Read(reader, named, "Ca:Crl", "own", CrlScope.OwnIssuer),
        reader.TakeApiKeys(Reporter, [.. reader.Texts(Reporter).Select(text => ReadReporter(reader, text)).OfType<ApiKey<RevocationReporter>>()]),
        ReadReportTo(reader));

    private static IReadOnlyList<string> ReadUrls(SettingsReader reader)
    {
        var urls = reader.Texts("Revocation:Urls");
        foreach (var url in urls.Where(url => !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
            reader.Refuse("Revocation:Urls", $"\"{url}\" is no http URL");
        if (urls.Count > Limits.CrlUrls) reader.Refuse("Revocation:Urls", $"at most {Limits.CrlUrls} lists are kept");
        return urls;
    }

    private static ApiKey<RevocationReporter>? ReadReporter(SettingsReader reader, string text)
    {
        if (text.Split(':', 3) is [{ Length: >= 1 and <= 64 } name, var hash, { Length: > 0 } path] && HashedKey.TryParse(hash, out var key))
            return new ApiKey<RevocationReporter>(new RevocationReporter(name, [.. reader.Certificates(Reporter, path).Select(certificate => certificate.Subject)]), key);
        reader.Refuse(Reporter, "each is name:sha256:file, the hash as `shaken crl key` prints it, the file with the CA's certificates");
        return null;
    }

    private static ReportSettings? ReadReportTo(SettingsReader reader)
    {
        if (reader.Text("Ca:ReportTo:Url") is not { } text) return null;
        var secret = reader.FileText("Ca:ReportTo:SecretFile", reader.Text("Ca:ReportTo:SecretFile"))?.Trim();
        if (string.IsNullOrEmpty(secret)) reader.Refuse("Ca:ReportTo:SecretFile", "a file with the secret that the policy administrator issued is wanted");
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback)) return new ReportSettings(url, secret ?? "");
        reader.Refuse("Ca:ReportTo:Url", $"\"{text}\" is no https URL");
        return null;
    }
}

/// <summary>Where to report revocations.</summary>
/// <param name="Url">The policy administrator's <c>/pa/v1/revocations</c>.</param>
public sealed record ReportSettings(Uri Url, string Secret);

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
public sealed record CrlSettings(CrlPublication Publication, CrlSigner Signer, ApiKeys<string> Operators, CrlForm Form = CrlForm.Der)
{
    internal static CrlSettings? Read(SettingsReader reader, INamedKeys named, string section, string name, CrlScope scope)
    {
        if (reader.Text($"{section}:Url") is not { } url) return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")) reader.Refuse($"{section}:Url", $"\"{url}\" is no http URL");
        var schedule = new CrlSchedule(
            reader.Seconds($"{section}:IntervalSeconds", (int)CrlSchedule.Default.Interval.TotalSeconds, 60, 604_800),
            reader.Seconds($"{section}:ValiditySeconds", (int)CrlSchedule.Default.Validity.TotalSeconds, 180, 2_592_000));
        if (!schedule.Overlaps) reader.Refuse($"{section}:ValiditySeconds", $"at least {CrlSchedule.LeastIntervals} times IntervalSeconds, so that a missed run never lets the list expire");
        var operators = ApiKeys<string>.None;
        if (reader.Text($"{section}:OperatorKey") is { } hash && !TryReadOperator(hash, name, out operators)) reader.Refuse($"{section}:OperatorKey", "64 hexadecimal digits, as `shaken crl key` prints them");
        var form = reader.Member($"{section}:Form", CrlForm.Der);
        var signer = ReadSigner(reader, named, section);
        if (signer is null) return null;
        return new CrlSettings(new CrlPublication(name, scope, url, reader.Text($"{section}:SignerUrl"), schedule), signer, operators, form);
    }

    private static bool TryReadOperator(string hash, string list, out ApiKeys<string> operators)
    {
        operators = HashedKey.TryParse(hash, out var key) && ApiKeys<string>.TryCreate([new ApiKey<string>(list, key)], out var one) ? one : ApiKeys<string>.None;
        return operators.All.Count > 0;
    }

    private static CrlSigner? ReadSigner(SettingsReader reader, INamedKeys named, string section)
    {
        var certificatePath = reader.Text($"{section}:Certificate");
        var keyText = reader.Text($"{section}:Key");
        if (certificatePath is null || keyText is null)
        {
            reader.Refuse(section, "a CRL takes Certificate, a PEM file, and Key, another one or the identifier of a key in a vault");
            return null;
        }

        var certificates = reader.Certificates($"{section}:Certificate", certificatePath);
        if (named.Find(reader, $"{section}:Key", keyText) is not { } key || certificates.Count == 0) return null;
        if (CrlSigner.FaultOf(certificates[0], key) is not { } fault) return new CrlSigner(certificates[0], key);
        reader.Refuse(section, fault);
        return null;
    }
}
