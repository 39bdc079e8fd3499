using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>A certificate to be mutated.</summary>
/// <param name="Spread">A leaf and the CA certificates above it, among them this one.</param>
/// <param name="At">When that chain is valid.</param>
/// <param name="Issuer">The key that signed it, where it is ours: a mutant can then be signed anew.</param>
internal sealed record CertificateSample(StiCertificate Certificate, DerNode Tree, IReadOnlyList<StiCertificate> Spread, DateTimeOffset At, ECDsa? Issuer);

/// <param name="Octets">DER, or PEM.</param>
/// <param name="SignedAnew">The TBSCertificate that the issuer's key signed after the edit.</param>
internal sealed record CertificateMutant(CertificateSample Sample, byte[] Octets, byte[]? SignedAnew);

/// <summary>Certificates of the public network with their chains, of a local authority, and of keys at hand.</summary>
internal sealed class CertificateCorpus
{
    private const int RealLeaves = 20;

    private readonly HashSet<string> _signed;

    private CertificateCorpus(IReadOnlyList<CertificateSample> samples, IReadOnlyList<TrustedRoot> roots)
    {
        Samples = samples;
        Roots = roots;
        _signed = [.. samples.SelectMany(sample => sample.Spread).Concat(roots.Select(root => root.Certificate)).Select(DigestOf)];
    }

    public IReadOnlyList<CertificateSample> Samples { get; }

    public IReadOnlyList<TrustedRoot> Roots { get; }

    public static async Task<CertificateCorpus> NewAsync()
    {
        var samples = new List<CertificateSample>();
        var roots = new List<TrustedRoot>();
        AddReal(samples, roots);

        var world = await CallWorld.NewAsync();
        roots.AddRange([world.Authority.Root, world.Authority.PolicyAdministratorRoot]);
        Add(samples, [.. world.Provider.Chain, world.Authority.Root.Certificate], world.Time.GetUtcNow(), null);
        Add(samples, [world.Authority.ListSigner, world.Authority.PolicyAdministratorRoot.Certificate], world.Time.GetUtcNow(), null);

        CertificateForm[] leaves = [CertificateForm.Leaf(), CertificateForm.DelegateLeaf(), CertificateForm.PolicyAdministratorSigner(), CertificateForm.Leaf().With(Oids.TnAuthList, "301BA1193017160B3132313535353530313030020201F4020103040100")];
        var (intermediate, root) = (CertificateForm.Intermediate().Sign(), CertificateForm.Root().Sign());
        roots.Add(TrustedRoot.TryCreate(root, out var own, out var failure) ? own : throw new InvalidOperationException(failure));
        foreach (var form in leaves) Add(samples, [form.Sign(), intermediate, root], form.NotBefore.AddDays(1), CertificateForm.IntermediateKey);
        return new CertificateCorpus(samples, roots);
    }

    public bool IsSigned(StiCertificate certificate) => _signed.Contains(DigestOf(certificate));

    public CertificateMutant Mutate(Xorshift random)
    {
        var sample = random.Pick(Samples);
        var other = random.Pick(Samples);
        if (sample.Issuer is { } key && !random.OneIn(3)) return SignAnew(sample, other, key, random);

        var der = DerEdits.Apply(sample.Tree, other.Tree, random);
        return new CertificateMutant(sample, random.OneIn(8) ? InPem(der, random) : der, null);
    }

    private static string DigestOf(StiCertificate certificate) => Convert.ToHexString(SHA256.HashData(certificate.ToBeSigned.Span));

    private static CertificateMutant SignAnew(CertificateSample sample, CertificateSample other, ECDsa key, Xorshift random)
    {
        var toBeSigned = DerEdits.Apply(sample.Tree.Children[0], other.Tree.Children[0], random);
        if (random.OneIn(3))
        {
            // A second edit, of what the first one left.
            toBeSigned = OctetEdits.Apply(toBeSigned, other.Tree.Children[0].Write(), random);
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteBitString(key.SignData(toBeSigned, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        return new CertificateMutant(sample, DerNode.Wrap(0x30, [.. toBeSigned, .. sample.Tree.Children[1].Write(), .. writer.Encode()]), toBeSigned);
    }

    private static byte[] InPem(byte[] der, Xorshift random)
    {
        var pem = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"text\n{PemEncoding.WriteString("CERTIFICATE", der)}\n", 1 + random.Below(12))));
        return random.OneIn(2) ? pem : OctetEdits.Apply(pem, pem, random);
    }

    private static void AddReal(List<CertificateSample> samples, List<TrustedRoot> roots)
    {
        var all = RealCertificates.PickedSet.Select(real => real.Certificate).ToList();
        foreach (var certificate in all.Where(ca => ca.IsCa && ca.IsSelfIssued))
        {
            if (TrustedRoot.TryCreate(certificate, out var root, out _)) roots.Add(root);
        }

        var validator = new ChainValidator(roots);
        List<StiCertificate> above = [.. all.Where(ca => ca.IsCa)];
        foreach (var line in File.ReadLines(RealCertificates.ChainsPath).Take(RealLeaves))
        {
            using var json = JsonDocument.Parse(line);
            var at = json.RootElement.GetProperty("at").GetDateTimeOffset();
            var leaf = all.Single(certificate => certificate.Fingerprint == json.RootElement.GetProperty("leaf").GetString());
            var outcome = validator.Validate([leaf, .. above], at, LeafPurpose.StiEndEntity);
            Add(samples, outcome.TryGet(out var chain, out _) ? chain.Path : [leaf], at, null);
        }
    }

    private static void Add(List<CertificateSample> samples, IReadOnlyList<StiCertificate> chain, DateTimeOffset at, ECDsa? issuerOfLeaf)
    {
        foreach (var certificate in chain.Take(2))
            samples.Add(new CertificateSample(certificate, DerNode.Read(certificate.Der), chain, at, certificate == chain[0] ? issuerOfLeaf : null));
    }
}
