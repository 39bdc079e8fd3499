using BenchmarkDotNet.Attributes;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;

namespace Shaken.Benchmarks;

/// <summary>The indirect CRL, of 10,000 and of a million entries of three issuers: built, linted and signed; read, verified and indexed; looked up.</summary>
[MemoryDiagnoser]
public class CrlBenchmarks
{
    private const string Url = "https://sti-pa.example/download/v1/crl";

    private CrlSigner _signer = null!;
    private CrlTrust _trust = null!;
    private RevocationEntry[] _entries = [];
    private byte[] _der = [];
    private CrlIndex _index = null!;
    private CrlTerms _terms = null!;
    private int _next;

    [Params(10_000, 1_000_000)]
    public int Entries { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Call.Time.GetUtcNow().ToUnixTimeSeconds());
        if (!CountryCode.TryParse("US", out var country)) throw new InvalidOperationException();
        DraftTerms Terms() => new(CertificateSerial.New(SystemRandom.Instance), now.AddDays(-1), now.AddDays(365));
        var (rootKey, signerKey) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.PolicyAdministratorRoot(country, "STI-PA", Terms(), rootKey.PublicKey).Lint().Value;
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(rootDraft, rootKey, CancellationToken.None)).Value, rootKey);
        var draft = CertificateDraft.CrlSigner(root.Certificate, "STI-PA", Terms(), signerKey.PublicKey).Lint().Value;
        _signer = new CrlSigner((await root.IssueAsync(draft, CancellationToken.None)).Value, signerKey);
        _trust = new CrlTrust([_signer.Certificate], [TrustedRoot.TryCreate(root.Certificate, out var trusted, out _) ? trusted : throw new InvalidOperationException()], []);

        DistinguishedName[] issuers = [.. Enumerable.Range(1, 3).Select(number => DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, $"CA {number}"), (Oids.CommonName, $"SHAKEN CA {number}")))];
        _entries = new RevocationEntry[Entries];
        for (var index = 0; index < Entries; index++)
        {
            var serial = new byte[20];
            SystemRandom.Instance.Fill(serial);
            serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
            _entries[index] = new RevocationEntry(issuers[index % 3], serial, RevocationReason.KeyCompromise, now.AddDays(-1), now.AddDays(90), "bench", now);
        }

        _terms = new CrlTerms(_signer.Certificate, CrlScope.ManyIssuers, 1, now, now.AddDays(1), Url);
        _der = await BuildAndSignAsync();
        _index = ReadVerifyAndIndex().Index;
        Console.WriteLine($"{Entries} entries: {_der.Length} octets of DER, {_index.Octets} octets of index");
    }

    [Benchmark]
    public async Task<byte[]> BuildAndSignAsync()
    {
        var draft = new CrlDraft(_terms, Entries);
        foreach (var entry in _entries) draft.Add(entry);
        return await _signer.SignAsync(draft.Lint().Value, CancellationToken.None);
    }

    [Benchmark]
    public VerifiedCrl ReadVerifyAndIndex() =>
        UntrustedCrl.TryRead(_der, out var crl, out _) && CrlVerifier.Verify(crl, Url, _trust, last: null, _terms.ThisUpdate).TryGet(out var list, out _)
            ? list
            : throw new InvalidOperationException("The list does not verify.");

    [Benchmark]
    public bool LookUpRevoked()
    {
        var entry = _entries[_next = (_next + 7919) % Entries];
        return _index.Find(entry.Issuer, entry.Serial.Span) is not null;
    }

    [Benchmark]
    public bool LookUpOther()
    {
        var entry = _entries[_next = (_next + 7919) % Entries];
        return _index.Find(_signer.Certificate.Subject, entry.Serial.Span) is null && _index.Find(entry.Issuer, entry.Serial.Span[..19]) is null;
    }
}
