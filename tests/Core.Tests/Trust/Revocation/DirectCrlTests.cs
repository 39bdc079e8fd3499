using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>A CA's own list for the distribution point that is named after the CA (RFC 5280 section 6.3.3, last paragraph).</summary>
public sealed class DirectCrlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A leaf that names no point, and the list of its CA, whose point is named after the CA, at a URL that the operator knows.
    [Fact]
    public async Task Of_LeafWithoutAPoint_IsLookedUpInItsIssuersList()
    {
        const string Url = "https://ca.example/crl";
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        IReadOnlyList<StiCertificate> Read(string file) =>
            CertificateBundle.TryRead(File.ReadAllBytes(Path.Combine(Vectors.Folder, "crl", "crl-direct-idp-directoryname", file)), out var read, out var unread) ? read : throw new InvalidDataException(unread);
        var (bundle, root) = (Read("chain.pem"), CrlWorld.Root(Read("root.pem")[0]));
        var chain = new ChainValidator([root]).Validate(bundle, now, LeafPurpose.StiEndEntity).Value;
        var list = await File.ReadAllBytesAsync(Path.Combine(Vectors.Folder, "crl", "crl-direct-idp-directoryname", "crl.der"), Token);
        var (time, fetcher, options) = (new ManualTime(now), new ListsWorld.Answers(), new RevocationOptions { Urls = [Url] });
        fetcher.Set(Url, list);
        var lists = new RevocationLists(
            options, new TrustDomain([], time), fetcher, new PublishedCertificates(time), new FailingBlobs(), time,
            new LogLines<RevocationLists>());
        await lists.RefreshAsync(Token);
        Assert.Null(lists.Find(Url));

        // The first call names the CAs that may have signed it.
        var checker = new RevocationChecker(lists, options);
        Assert.Null(checker.Of(chain, now).Refusal);
        await lists.RefreshAsync(Token);
        Assert.Equal(StatusFailure.Revoked, checker.Of(chain, now).Refusal?.Reason);

        // Another leaf of that CA is good: only of the CA itself, which the list does not cover, nothing is known.
        var other = new CertificateChain([(CertificateForm.Leaf() with { Issuer = chain.Path[1].Subject }).Sign(), .. chain.Path.Skip(1)], root, []);
        Assert.StartsWith($"{chain.Path[1].Subject}: ", Assert.Single(checker.Of(other, now).Findings).Detail, StringComparison.Ordinal);
        Assert.Equal(2, checker.Of(other, now.AddDays(2)).Findings.Count);
    }
}
