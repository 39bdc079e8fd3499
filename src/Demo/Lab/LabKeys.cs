using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo.Lab;

/// <summary>The keys of the lab's authorities, in the folders that `shaken pa` and `shaken ca` take.</summary>
internal sealed record LabKeys(PolicyAdministratorFolder Administrator, CertificationFolder Ca)
{
    private static readonly CountryCode Country =
        CountryCode.TryParse("US", out var us) ? us : throw new InvalidOperationException("US is a country.");

    /// <summary>Opens what was founded, and holds the ceremonies that are missing.</summary>
    public static async Task<LabKeys> OpenOrFoundAsync(LabFolder folder, CancellationToken cancellationToken)
    {
        var ceremony = new KeyCeremony(CeremonyLives.Default, HostDependencies.Real.Time, SystemRandom.Instance);
        if (!PolicyAdministratorFolder.IsAt(folder.PolicyAdministrator)) RemoveUnfinished(folder.PolicyAdministrator);
        var administrator = PolicyAdministratorFolder.Open(folder.PolicyAdministrator);
        if (administrator.FindTerms() is null)
        {
            var terms = new PolicyAdministratorTerms("Lab STI-PA", $"{folder.OriginOf(LabZone.Authority)}/certificates/");
            Demand(await administrator.FoundAsync(ceremony, Country, terms, cancellationToken));
        }

        if (!CertificationFolder.IsAt(folder.CertificationAuthority)) RemoveUnfinished(folder.CertificationAuthority);
        var ca = CertificationFolder.Open(folder.CertificationAuthority);
        if (ca.FindProfile() is null)
        {
            var crlSigner = administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.Crl))!.Certificate;
            var profile = new CaProfile(
                Country, "Lab STI-CA", Oids.UnitedStatesPolicy14, new CrlReference(folder.CrlUrl, crlSigner.Subject));
            Demand(await ca.FoundAsync(ceremony, profile, pathLength: 0, cancellationToken));
        }

        return new LabKeys(administrator, ca);
    }

    /// <summary>The same keys as an authority of the demo.</summary>
    public LocalAuthority ToAuthority()
    {
        var signers = SignedDocumentKinds.All.ToDictionary(kind => kind, kind => CurrentOf(Administrator, CeremonyNames.Of(kind)));
        var administrator = new PolicyAdministratorKeys(CurrentOf(Administrator, CeremonyNames.PolicyAdministratorRoot), signers);
        return LocalAuthority.Of(
            Ca.FindProfile()!, CurrentOf(Ca, CeremonyNames.CaRoot), CurrentOf(Ca, CeremonyNames.IssuingCa), administrator,
            HostDependencies.Real.Time, SystemRandom.Instance);
    }

    /// <summary>The certificate of a signer of documents, as a file.</summary>
    public string CertificateOf(SignedDocumentKind kind) => Path.Combine(
        Administrator.Certificates,
        AuthorityFolder.FileName(CeremonyNames.Of(kind), Administrator.Keys.FindCurrentVersion(CeremonyNames.Of(kind)) ?? 1));

    /// <summary>The key of a signer of documents, as a file.</summary>
    public string KeyOf(LabFolder folder, SignedDocumentKind kind) => Path.Combine(
        folder.PolicyAdministrator, "keys", CeremonyNames.Of(kind),
        (Administrator.Keys.FindCurrentVersion(CeremonyNames.Of(kind)) ?? 1).ToString(CultureInfo.InvariantCulture), "key.pem");

    private static CertifiedKey CurrentOf(AuthorityFolder folder, string name) =>
        folder.Keys.FindCurrent(name) is { } entry
            ? new CertifiedKey(entry.Key, entry.Chain)
            : throw new InvalidOperationException($"The ceremony makes the key {name}.");

    // A ceremony that was cut off has signed nothing that anybody knows.
    private static void RemoveUnfinished(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    private static void Demand(Outcome<FoundedKeys, CeremonyRefusal> outcome)
    {
        if (!outcome.TryGet(out _, out var refusal)) throw RefusedException.Of(refusal.Detail);
    }
}
