using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Keys;

namespace Shaken.Local.Authorities;

/// <summary>A policy administrator's keys on disk.</summary>
public sealed class PolicyAdministratorFolder : AuthorityFolder
{
    private const string Document = "policy-administrator.json";
    private const int MaxOctets = 64 * 1024;

    private PolicyAdministratorFolder(string path, KeyPassphrase? passphrase, IKeysElsewhere? elsewhere)
        : base(path, passphrase, elsewhere)
    {
    }

    private protected override string DocumentName => Document;

    /// <summary>Whether a policy administrator was founded there. Opening a folder makes it; this does not.</summary>
    public static bool IsAt(string path) => File.Exists(Path.Combine(path, Document));

    public static PolicyAdministratorFolder Open(string path, KeyPassphrase? passphrase = null, IKeysElsewhere? elsewhere = null) => new(path, passphrase, elsewhere);

    /// <summary>What was settled at the founding; null before it.</summary>
    public PolicyAdministratorTerms? FindTerms()
    {
        if (ReadDocument() is not { } octets) return null;
        if (!StrictJson.TryParseObject(octets, MaxOctets, out var json, out var failure)) throw Damaged(failure);
        using (json)
        {
            return json.RootElement.TryGetString("organization"u8, out var organization) && json.RootElement.TryGetString("certificateUrl"u8, out var url)
                ? new PolicyAdministratorTerms(organization, url)
                : throw Damaged("organization or certificateUrl is absent");
        }
    }

    /// <summary>Holds the ceremony: the root and one signer per kind of document.</summary>
    public async Task<Outcome<FoundedKeys, CeremonyRefusal>> FoundAsync(KeyCeremony ceremony, CountryCode country, PolicyAdministratorTerms terms, CancellationToken cancellationToken)
    {
        if (Occupied() is { } occupied) return occupied;
        if (!(await ceremony.FoundPolicyAdministratorAsync(country, terms.Organization, cancellationToken)).TryGet(out var made, out var refusal)) return refusal;
        var kept = new List<KeyEntry> { Keep(CeremonyNames.PolicyAdministratorRoot, made.Root, isCurrent: true) };
        kept.AddRange(made.Signers.Select(signer => Keep(CeremonyNames.Of(signer.Key), signer.Value, isCurrent: true)));
        Finish(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["organization"] = terms.Organization, ["certificateUrl"] = terms.CertificateUrl }, AuthoritiesJson.Default.DictionaryStringString));
        return new FoundedKeys(kept);
    }

    /// <summary>A new key for one kind of document. The old one stays, and so does its certificate at its own URL: what it signed is read until it expires.</summary>
    public async Task<Outcome<KeyEntry, CeremonyRefusal>> RollOverAsync(KeyCeremony ceremony, SignedDocumentKind kind, CancellationToken cancellationToken)
    {
        if (FindTerms() is not { } terms) return new CeremonyRefusal("the folder holds no policy administrator");
        if (Keys.FindCurrent(CeremonyNames.PolicyAdministratorRoot) is not { } root) return new CeremonyRefusal("the root's key is not in the folder: bring it back for the ceremony");
        return (await ceremony.NewSignerAsync(new CertifiedKey(root.Key, root.Chain), terms.Organization, kind, cancellationToken)).TryGet(out var made, out var refusal)
            ? Keep(CeremonyNames.Of(kind), made, isCurrent: true)
            : refusal;
    }
}

/// <summary>What a policy administrator settled at its founding.</summary>
/// <param name="Organization">Its legal name.</param>
/// <param name="CertificateUrl">Where its folder of certificates is published, ending in a slash: an x5u is this and a file's name.</param>
public sealed record PolicyAdministratorTerms(string Organization, string CertificateUrl);
