using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

/// <summary>CSRs: what is read was signed by the key within, octet for octet.</summary>
public sealed class CsrMutationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfMutatedCsrs_BelievesOnlyWhatWasSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var samples = (await SamplesAsync(key)).ConvertAll(der => DerNode.Read(der));
        var signed = samples.Select(sample => Convert.ToHexString(sample.Children[0].Write())).ToHashSet();
        await MutationRun.RunAsync(
            random => ValueTask.FromResult(Mutate(samples, key, random)),
            mutant => ValueTask.FromResult(Judge(signed, mutant)),
            mutant => Convert.ToBase64String(mutant.Octets));
    }

    private static Mutant Mutate(List<DerNode> samples, ECDsa key, Xorshift random)
    {
        var (sample, other) = (random.Pick(samples), random.Pick(samples));
        if (!random.OneIn(3)) return new Mutant(DerEdits.Apply(sample, other, random), null);

        // Signed by the real key: the only way for an odd request past the signature.
        var toBeSigned = DerEdits.Apply(sample.Children[0], other.Children[0], random);
        var signature = key.SignData(toBeSigned, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        byte[] content = [.. toBeSigned, .. sample.Children[1].Write(), .. DerNode.Wrap(0x03, [0, .. signature])];
        return new Mutant(DerNode.Wrap(0x30, content), Convert.ToHexString(toBeSigned));
    }

    private static Fate Judge(HashSet<string> signed, Mutant mutant)
    {
        if (!SigningRequest.TryRead(mutant.Octets, out var request, out var refusal))
        {
            Assert.NotEmpty(refusal.Detail);
            return refusal.Failure == SigningRequestFailure.Malformed ? Fate.Unread : Fate.Refused;
        }

        var octets = Convert.ToHexString(new AsnReader(request.Der, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().Span);
        if (!signed.Contains(octets) && octets != mutant.SignedAnew) throw new FalseAcceptanceException(Convert.ToBase64String(mutant.Octets));
        Assert.True(SigningRequest.TryReadPem(request.ToPem(), out var again, out refusal), refusal?.Detail);
        Assert.Equal((request.Jwk, request.IsCa, request.Subject.ToString()), (again.Jwk, again.IsCa, again.Subject.ToString()));
        Assert.Equal(request.TnAuthList is null, request.TnAuthListDer.IsEmpty);
        return Fate.Verified;
    }

    private static async Task<List<byte[]>> SamplesAsync(ECDsa key)
    {
        var own = SoftwareKey.FromPem(key.ExportPkcs8PrivateKeyPem());
        var spc = TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code));
        var subject = DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "Example Telephone"), (Oids.CommonName, "SHAKEN 1234"));
        var request = new CertificateRequest("C=US, O=Example", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(Oids.TnAuthList, Convert.FromHexString("300FA20D160B3132303235353530313030"), critical: false));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["https://pa.example/crl"]));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.OtherRequestAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.7"), [0x0C, 0x01, (byte)'x']));
        return
        [
            (await SigningRequestWriter.WriteAsync(own, spc, subject, isCa: false, Token)).Der.ToArray(),
            (await SigningRequestWriter.WriteAsync(own, spc, subject: null, isCa: true, Token)).Der.ToArray(),
            request.CreateSigningRequest(),
            new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest(),
        ];
    }

    private sealed record Mutant(byte[] Octets, string? SignedAnew);
}
