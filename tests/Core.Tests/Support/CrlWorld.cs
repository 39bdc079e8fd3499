using System.Formats.Asn1;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Support;

/// <summary>A policy administrator that publishes the indirect CRL, and a CA whose certificates name it.</summary>
public sealed class CrlWorld
{
    public const string Url = "https://pa.example/crl";

    private readonly SoftwareKey _signerKey;

    private CrlWorld(CertificateAuthority administrator, CrlSigner signer, SoftwareKey signerKey, Hierarchy hierarchy)
    {
        (Administrator, Signer, _signerKey, Hierarchy) = (administrator, signer, signerKey, hierarchy);
        Policy = Hierarchy.Policy with { Crl = new CrlReference(Url, signer.Certificate.Subject) };
        Register = new RevocationRegister(Records, Time);
    }

    public ManualTime Time { get; } = new();

    public IRecords Records { get; init; } = new MemoryRecords();

    public MemoryBlobs Blobs { get; } = new();

    public CertificateAuthority Administrator { get; }

    public CrlSigner Signer { get; }

    public Hierarchy Hierarchy { get; }

    public IssuingPolicy Policy { get; }

    public RevocationRegister Register { get; }

    public TrustedRoot AdministratorRoot => Root(Administrator.Certificate);

    /// <summary>The policy administrator's domain, with no roots of CAs.</summary>
    public TrustDomain Domain => new([AdministratorRoot], Time);

    public CrlTrust Trust => new([Signer.Certificate], [AdministratorRoot], []);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CrlWorld> NewAsync()
    {
        var (rootKey, signerKey) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "STI-PA", Hierarchy.Terms(), rootKey.PublicKey);
        var administrator = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(rootDraft), rootKey, Token)).Value, rootKey);
        return new CrlWorld(administrator, await SignerAsync(administrator, signerKey), signerKey, await Hierarchy.NewAsync());
    }

    public static async Task<CrlSigner> SignerAsync(CertificateAuthority administrator, SoftwareKey key)
    {
        var draft = CertificateDraft.CrlSigner(administrator.Certificate, "STI-PA", Hierarchy.Terms(), key.PublicKey);
        return new CrlSigner((await administrator.IssueAsync(Hierarchy.Linted(draft), Token)).Value, key);
    }

    public static TrustedRoot Root(StiCertificate certificate) =>
        TrustedRoot.TryCreate(certificate, out var root, out var failure) ? root : throw new ArgumentException(failure, nameof(certificate));

    public CrlPublisher Publisher(
        CrlSchedule? schedule = null,
        IRecords? records = null,
        IBlobs? blobs = null,
        TimeProvider? time = null,
        RevocationRegister? register = null,
        CrlSigner? signer = null,
        ILogger<CrlPublisher>? logger = null) => new(
        new CrlPublication("indirect", CrlScope.ManyIssuers, Url, SignerUrl: null, schedule ?? CrlSchedule.Default),
        signer ?? Signer,
        register ?? Register,
        records ?? Records,
        blobs ?? Blobs,
        time ?? Time,
        logger ?? NullLogger<CrlPublisher>.Instance);

    public async Task<StiCertificate> LeafAsync(DateTimeOffset? notAfter = null)
    {
        var draft = CertificateDraft.ProviderLeaf(
            Hierarchy.Intermediate.Certificate, Policy, Hierarchy.Provider, "Example Telephone", Hierarchy.Terms(notAfter), SoftwareKey.New().PublicKey);
        return (await Hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
    }

    public CertificateChain Chain(StiCertificate leaf) =>
        new ChainValidator([Root(Hierarchy.Root.Certificate)]).Validate([leaf, Hierarchy.Intermediate.Certificate], Time.GetUtcNow(), LeafPurpose.StiEndEntity).Value;

    public async Task<RevocationEntry> RevokeAsync(StiCertificate certificate, RevocationReason reason = RevocationReason.KeyCompromise) =>
        (await Register.RevokeAsync(RevocationNotice.Of(certificate, reason, "test"), Token)).Value;

    public async Task<PublishedCrl> PublishAsync() => (await Publisher().PublishAsync(isForced: true, Token)).Value;

    /// <summary>A list with just these terms and entries.</summary>
    public async Task<byte[]> SignAsync(
        IEnumerable<RevocationEntry> entries, long number = 1, CrlSigner? signer = null, string url = Url, CrlScope scope = CrlScope.ManyIssuers, int days = 1)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        signer ??= Signer;
        var draft = new CrlDraft(new CrlTerms(signer.Certificate, scope, number, now, now.AddDays(days), url), 16);
        foreach (var entry in entries) draft.Add(entry);
        Assert.True(draft.Lint().TryGet(out var linted, out var refusal), string.Join("; ", refusal?.Findings.Select(finding => finding.ToString()) ?? []));
        return await signer.SignAsync(linted, Token);
    }

    /// <summary>Puts the signer's signature under whatever this is.</summary>
    public async Task<byte[]> SignRawAsync(byte[] toBeSigned)
    {
        var signature = await _signerKey.SignAsync(SHA256.HashData(toBeSigned), Token);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            using (writer.PushSequence()) writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
            writer.WriteBitString(signature.ToDer());
        }

        return writer.Encode();
    }

    public static UntrustedCrl Read(ReadOnlyMemory<byte> octets)
    {
        Assert.True(UntrustedCrl.TryRead(octets, out var crl, out var failure), failure);
        return crl;
    }

    public static CrlIndex Index(ReadOnlyMemory<byte> octets)
    {
        Assert.True(CrlIndex.TryRead(Read(octets), out var index, out var failure), failure);
        return index;
    }

    /// <summary>An entry with a serial number of its own, of no certificate that exists.</summary>
    public RevocationEntry Entry(int number, DistinguishedName? issuer = null, RevocationReason reason = RevocationReason.Unspecified)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        byte[] serial = [0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(number >> 24), (byte)((number >> 16) & 255), (byte)((number >> 8) & 255), (byte)(number & 255)];
        return new RevocationEntry(issuer ?? Hierarchy.Intermediate.Certificate.Subject, serial, reason, now, now.AddDays(365), "test", now);
    }
}
