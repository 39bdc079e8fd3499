namespace Shaken.Architecture.Tests;

/// <summary>A folder of Core.</summary>
/// <param name="Folder">Path below src/Core.</param>
/// <param name="Holds">What the table of docs/architecture.md says of it.</param>
internal sealed record CoreLayer(string Folder, string Holds)
{
    public string Namespace => $"Shaken.Core.{Folder.Replace('/', '.')}";

    /// <summary>Whether a folder below src/Core is this one or lies in it.</summary>
    public bool Covers(string folder) => folder == Folder || folder.StartsWith($"{Folder}/", StringComparison.Ordinal);
}

/// <summary>The folders of Core, lowest first: each may use itself and those before it. This list is the architecture.</summary>
internal static class CoreLayers
{
    public static readonly IReadOnlyList<CoreLayer> All =
    [
        new("Foundations", "Domain values (telephone number, provider), strict JSON and base64url, canonical JSON, PEM text, `Outcome`, `Finding`, every bound"),
        new("Storage", "The two ports, records and blobs; things that may be used once; numbered logs; sealing under the deployment secret"),
        new("Auditing", "The audit log: who did what, when, from where and why, as a chain of hashes; searched, checked, exported"),
        new(
            "Numbering",
            "Called number → provider: the number table and its lookups, imports in parts, the commit, the removal of old tables"),
        new("Fetching", "The guarded fetcher: every URL that an outsider chose. The clients of hosts that the operator named"),
        new("Keys", "The key port and keys in memory; ES256 signatures, JWK, JWS; verification by tables"),
        new("Pki/Der", "What stands in certificates, read and written: TNAuthList, claim constraints, names, public keys"),
        new("Pki/Certificates", "X.509 certificates, bundles of them, CSRs"),
        new("Pki/Lint", "The certificate profile as rules, each with its clause"),
        new("Pki/Paths", "Whether certificates lead to a trusted root (RFC 5280 section 6)"),
        new("Pki/Drafts", "Certificates to be: drafted, linted, signed"),
        new("Pki/Crls", "CRLs: drafted, linted, signed; read, verified, indexed"),
        new("Keys/Ceremonies", "How the roots, CAs and signers of an authority come to be"),
        new("Trust", "What one policy administrator says, `TrustDomain`: its pinned roots, who may sign its documents, the roots in force"),
        new("Trust/Sources", "Certificates behind an `x5u`: fetched, read, kept, refreshed"),
        new("Trust/Lists", "The trusted-CA list: read, verified against pinned roots, kept, refreshed; signed"),
        new("Trust/Countries", "Country policies and lists of intermediates: read, verified, followed; the profiles of countries"),
        new("Trust/Registry", "The list of an international registry of countries: read, verified, followed; signed"),
        new("Trust/Revocation", "What CRLs say, for the call path: lists kept fresh, looked up"),
        new("Trust/Verdicts", "From an `x5u` to a certificate that may be believed; verdict and key kept"),
        new(
            "Principals",
            "Who may call: operators, users of accounts, partners; their credentials, sign-in, sessions; changes with their audit act"),
        new(
            "Passports",
            "PASSporTs of every type and Identity headers: parse, sign, verify; chains of diversions, rich call data; failures with their "
            + "SIP codes and verstat"),
        new("Tokens", "SPC tokens: read, verified, bound to an order, issued; bypass tokens"),
        new(
            "CallPlacement",
            "CPS: bearers, admission, the mailbox, publish and retrieve; handing on to other CPSs; which CPS a provider has; "
            + "posting what was signed, taking what was posted"),
        new("CertificateRepository", "STI-CR: chains under stable ids; chains of other CAs judged and published"),
        new("CertificationAuthority/Revoking", "The register of revocations; reports to the policy administrator"),
        new("CertificationAuthority/Issuing", "One certificate for an order, whatever happens; the profile's rules on a CSR; the manual flow"),
        new("CertificationAuthority/Acme", "The ACME server: nonces, requests, accounts, orders, the challenge, revocation, suspension"),
        new(
            "CertificationAuthority/Notices",
            "What the policy administrator tells its CAs, read and followed: tokens taken back, certificates to revoke"),
        new(
            "PolicyAdministrator",
            "STI-PA: the CRL of all CAs, in a sequence without a gap; accounts of providers, their tokens and revocations; the directory "
            + "of CPSs; notices to the CAs; reports"),
        new("Registry", "The international registry: countries that registered, vetting, changes under the old key, its signed list"),
        new("ServiceProvider/AcmeClient", "A provider's side of ACME: account, order, authority tokens, and what came back checked"),
        new("ServiceProvider/Renewal", "The provider's certificate kept in force: when, in which steps, under whose lease"),
        new(
            "Delegation",
            "A TN Provider's lent numbers: customers, grants, certificates for exactly these numbers, presentations of them, "
            + "the delegation base"),
        new("Tenants", "Tenants of the signing and the verification service: who they are and for which provider"),
        new(
            "Authentication",
            "STI-AS: a call signed by its tenant's policy: certificates in force, attestation with its evidence, "
            + "origids that only we resolve"),
        new(
            "Verification",
            "STI-VS: the verdict on a call, header by header, with the proof of it; call validation; what happens to the call; counts"),
        new(
            "Reputation",
            "What call validation reports of numbers, providers and countries: observations counted, scored; tracebacks; traces of calls"),
    ];

    /// <summary>The table of docs/architecture.md.</summary>
    public static string Table => string.Concat(All.Select(layer => $"| `{layer.Folder}` | {layer.Holds} |\n"));

    /// <summary>The layer that a folder below src/Core belongs to: the innermost. Null where none covers it.</summary>
    public static CoreLayer? Of(string folder) => All.Where(layer => layer.Covers(folder)).MaxBy(layer => layer.Folder.Length);

    /// <summary>The namespaces of what stands above a layer, and of no layer below it.</summary>
    public static string[] Above(CoreLayer layer) => [.. All.SkipWhile(other => other != layer).Skip(1).Select(other => other.Namespace)];

    /// <summary>The namespaces of layers that lie within a layer's folder and are others.</summary>
    public static string[] Within(CoreLayer layer) => [.. All.Where(other => other != layer && layer.Covers(other.Folder)).Select(other => other.Namespace)];
}
