using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Trust.Revocation;

namespace Shaken.Core.Tests.Pki.Crls;

/// <summary>RFC 5280 section 7.4: URIs that are one URI in spite of how they are written.</summary>
public sealed class ComparableUriTests
{
    [Theory]
    [InlineData("https://sti-pa.example/crl", "https://sti-pa.example/crl")]
    [InlineData("HTTPS://STI-PA.Example/crl", "https://sti-pa.example/crl")]
    [InlineData("https://sti-pa.example:443/crl", "https://sti-pa.example/crl")]
    [InlineData("https://sti-pa.example:/crl", "https://sti-pa.example/crl")]
    [InlineData("http://sti-pa.example:80/crl", "http://sti-pa.example/crl")]
    [InlineData("http://sti-pa.example:443/crl", "http://sti-pa.example:443/crl")]
    [InlineData("https://sti-pa.example:8443/crl", "https://sti-pa.example:8443/crl")]
    [InlineData("https://sti-pa.example", "https://sti-pa.example/")]
    [InlineData("https://sti-pa.example?a=B", "https://sti-pa.example/?a=B")]
    [InlineData("https://sti-pa.example/%7e%41%2dcrl", "https://sti-pa.example/~A-crl")]
    [InlineData("https://sti-pa.example/a%2fb%3f", "https://sti-pa.example/a%2Fb%3F")]
    [InlineData("https://%53ti-pa.example/crl", "https://sti-pa.example/crl")]
    [InlineData("https://st%c3%a9.example/crl", "https://st%C3%A9.example/crl")]
    [InlineData("https://sti-pa.example/a/./b/../crl", "https://sti-pa.example/a/crl")]
    [InlineData("https://sti-pa.example/a/%2e%2e/crl", "https://sti-pa.example/crl")]
    [InlineData("https://sti-pa.example/../crl/.", "https://sti-pa.example/crl/")]
    [InlineData("https://User@STI-PA.example/crl", "https://User@sti-pa.example/crl")]
    [InlineData("https://[2001:DB8::1]:443/crl", "https://[2001:db8::1]/crl")]
    [InlineData("https://[2001:DB8::1]/crl", "https://[2001:db8::1]/crl")]
    [InlineData("LDAP://dir.example:389/CN=crl", "ldap://dir.example/CN=crl")]
    [InlineData("URN:Example:crl", "urn:Example:crl")]
    [InlineData("https://sti-pa.example/%zz%4", "https://sti-pa.example/%zz%4")]
    [InlineData("no uri", "no uri")]
    [InlineData("", "")]
    public void Of_AnyUri_IsItsNormalForm(string uri, string normal)
    {
        Assert.Equal(normal, ComparableUri.Of(uri));
        Assert.Equal(normal, ComparableUri.Of(normal));
        Assert.True(ComparableUri.AreSame(uri, normal));
    }

    [Theory]
    [InlineData("https://sti-pa.example/CRL", "https://sti-pa.example/crl")]
    [InlineData("http://sti-pa.example/crl", "https://sti-pa.example/crl")]
    [InlineData("https://sti-pa.example/crl?A", "https://sti-pa.example/crl?a")]
    [InlineData("https://sti-pa.example/crl/", "https://sti-pa.example/crl")]
    [InlineData("https://sti-pa.example/a%2Fb", "https://sti-pa.example/a/b")]
    [InlineData("https://a@sti-pa.example/crl", "https://A@sti-pa.example/crl")]
    public void AreSame_PathAndSchemeDiffer_IsFalse(string one, string other) => Assert.False(ComparableUri.AreSame(one, other));

    [Fact]
    public async Task Want_OneUrlInTwoSpellings_IsFetchedOnce()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([]);
        var lists = world.NewLists();
        lists.Want("https://PA.example:443/crl", world.Crl.Chain(await world.Crl.LeafAsync()));
        await world.RefreshAsync(lists, TimeSpan.Zero);
        Assert.Equal(1, world.Fetcher.Asked);
        Assert.NotNull(lists.Find("HTTPS://PA.EXAMPLE/crl"));
        Assert.Null(lists.Find("https://pa.example/CRL"));
    }

    [Theory]
    [InlineData("crl-direct-idp-directoryname")]
    [InlineData("crl-signed-by-root")]
    [InlineData("crl-url-case")]
    public void Verify_ListOfAnother_IsGoodAndHasTheLeaf(string name)
    {
        var at = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        IReadOnlyList<StiCertificate> Read(string file) =>
            CertificateBundle.TryRead(
                File.ReadAllBytes(Path.Combine(Vectors.Folder, "crl", name, file)), out var certificates, out var unread)
                ? certificates
                : throw new InvalidDataException(unread);
        var chain = new ChainValidator([CrlWorld.Root(Read("root.pem")[0])])
            .Validate(Read("chain.pem"), at, LeafPurpose.StiEndEntity)
            .Value;
        var trust = new CrlTrust(Read("signer.pem"), [CrlWorld.Root(Read("pa.pem")[0])], [chain]);
        var crl = CrlWorld.Read(File.ReadAllBytes(Path.Combine(Vectors.Folder, "crl", name, "crl.der")));
        Assert.True(
            CrlVerifier.Verify(crl, "https://sti-pa.example.com/crl", trust, last: null, at).TryGet(out var list, out var refusal),
            refusal?.Detail);
        Assert.NotNull(list.Index.Find(chain.Leaf));

        // The root needs no certificate beside it: it is pinned.
        Assert.Equal(
            name != "crl-url-case",
            CrlVerifier.Verify(crl, "https://sti-pa.example.com/crl", trust with { Candidates = [] }, last: null, at).IsSuccess);
    }
}
