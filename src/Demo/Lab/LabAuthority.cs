using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Demo.Lab;

/// <summary>
/// The authorities of the lab as one running service: STI-PA, STI-CA, STI-CR, the registry of countries, the console. Each step finds
/// what an earlier start did and goes on from there.
/// </summary>
internal sealed class LabAuthority : IAsyncDisposable
{
    private const string Reason = "lab";

    private readonly Service _service;
    private readonly LabKeys _keys;

    private LabAuthority(Service service, LabKeys keys, JsonService operators) => (_service, _keys, Operators) = (service, keys, operators);

    /// <summary>The service, asked with the operator's key.</summary>
    public JsonService Operators { get; }

    public static async Task<LabAuthority> StartAsync(
        LabFolder folder, LabKeys keys, LoopbackTls tls, HttpMessageInvoker http, string operatorKey, CancellationToken cancellationToken)
    {
        var service = await Service.StartAsync(
            folder.FileOf(LabZone.Authority, LabFolder.Store), tls, SettingsOf(folder, keys, operatorKey), cancellationToken);
        var authority = new LabAuthority(service, keys, new JsonService(http, service.Url, operatorKey));

        // The CRL names its signer below the STI-CR.
        var crlSigner = keys.Administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.Crl))!;
        await service.Services.GetRequiredService<PublishedChains>().PublishAsync([crlSigner.Certificate], cancellationToken);
        await LabOperator.OpenAsync(folder, LabZone.Authority, authority.Operators, cancellationToken);
        return authority;
    }

    /// <summary>The CA applies at the STI-PA, which approves it and publishes the trusted-CA list and the CRL.</summary>
    public async Task ApproveAsync(CancellationToken cancellationToken)
    {
        var wasApproved = await IsApprovedNowAsync(cancellationToken);
        if (wasApproved || await FindTrustListAsync(cancellationToken) is null)
            await Operators.GetAsync(HttpMethod.Post, "/operator/v1/lists", new { reason = Reason }, cancellationToken);
        await Operators.GetAsync(HttpMethod.Post, "/pa/v1/crl", body: null, cancellationToken);
    }

    /// <summary>The trusted-CA list in force; null before the first.</summary>
    public async Task<string?> FindTrustListAsync(CancellationToken cancellationToken) =>
        (await Operators.FindAsync("/api/v1/ca-list", cancellationToken))?.GetProperty("caList").GetString();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <returns>Whether this call approved the CA's root.</returns>
    private async Task<bool> IsApprovedNowAsync(CancellationToken cancellationToken)
    {
        var root = _keys.Ca.Keys.FindCurrent(CeremonyNames.CaRoot)!;
        var path = $"/operator/v1/authorities/{root.Certificate.Fingerprint}";
        var known = await Operators.FindAsync(path, cancellationToken) ?? await ApplyAsync(cancellationToken);
        if (known.GetProperty("state").GetString() != "applied") return false;
        var move = new { state = "approved", revision = known.GetProperty("revision").GetInt64(), reason = Reason };
        await Operators.GetAsync(HttpMethod.Post, $"{path}/state", move, cancellationToken);
        return true;
    }

    // The root's key signs the challenge, as at a ceremony.
    private async Task<JsonElement> ApplyAsync(CancellationToken cancellationToken)
    {
        var root = _keys.Ca.Keys.FindCurrent(CeremonyNames.CaRoot)!;
        var certificate = root.Certificate.ToPem();
        var asked = await Operators.GetAsync(HttpMethod.Post, "/operator/v1/authority-challenges", new { certificate }, cancellationToken);
        var challenge = Encoding.ASCII.GetBytes(asked.GetProperty("challenge").GetString()!);
        var signature = await root.Key.SignAsync(SHA256.HashData(challenge), cancellationToken);
        var application = new
        {
            certificate,
            name = "Lab STI-CA",
            practiceStatement = "none: a lab",
            signedOn = asked.GetProperty("signedOn").GetString(),
            proof = Convert.ToBase64String(signature.ToDer()),
            reason = Reason,
        };
        return await Operators.GetAsync(HttpMethod.Post, "/operator/v1/authorities", application, cancellationToken);
    }

    private static Dictionary<string, string?> SettingsOf(LabFolder folder, LabKeys keys, string operatorKey)
    {
        var origin = folder.OriginOf(LabZone.Authority);
        var hash = LabSecrets.HashOf(operatorKey);
        var crlSigner = keys.Administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.Crl))!;
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "pa,ca,cr,registry,console",
            ["Shaken:Listen:Port"] = "off",
            ["Shaken:Tls:Port"] = folder.PortOf(LabZone.Authority).ToString(CultureInfo.InvariantCulture),
            ["Operator:Keys"] = OperatorOf(operatorKey),
            ["Ca:Folder"] = folder.CertificationAuthority,
            ["Ca:CertificateBaseUrl"] = $"{origin}/certificates",
            ["Acme:RequireExternalAccount"] = "true",
            ["Pa:Url"] = origin,
            ["Registry:Url"] = origin,
            ["Pa:Crl:Url"] = folder.CrlUrl,
            ["Pa:Crl:SignerUrl"] = $"{origin}/certificates/{crlSigner.Certificate.Fingerprint}.pem",
            ["Pa:Crl:OperatorKey"] = hash,
            ["TrustList:PolicyAdministratorRoots"] = folder.PolicyAdministratorRoot,
            ["Fetching:ExemptOrigins"] = origin,
        };
        foreach (var (section, kind) in ((string, SignedDocumentKind)[])[
            ("Pa:Crl", SignedDocumentKind.Crl), ("Pa:Tokens", SignedDocumentKind.SpcToken), ("Pa:List", SignedDocumentKind.TrustedCaList),
            ("Pa:CpsList", SignedDocumentKind.CpsMapping), ("Pa:Bypass", SignedDocumentKind.BypassToken),
            ("Pa:CountryPolicy", SignedDocumentKind.CountryPolicy), ("Registry:List", SignedDocumentKind.RegistryList)])
        {
            settings[$"{section}:Certificate"] = keys.CertificateOf(kind);
            settings[$"{section}:Key"] = keys.KeyOf(folder, kind);
        }

        return settings;
    }

    /// <summary>The one operator of the lab, in every role, as the configuration has it.</summary>
    public static string OperatorOf(string operatorKey) =>
        $"lab:{LabSecrets.HashOf(operatorKey)}:administrator+registrar+auditor+governance";
}
