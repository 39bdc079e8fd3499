using System.Formats.Asn1;
using System.Text;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Crls;

/// <summary>One odd entry in the register must not keep all others off the next list.</summary>
public sealed class CrlOfOddEntriesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_WithADateBefore1950InTheRegister_DatesTheEntry1950()
    {
        var world = await CrlWorld.NewAsync();
        var (odd, leaf) = (world.Entry(1), await world.LeafAsync());
        var json = Encoding.UTF8.GetString(RevocationDocument.Write(odd with { RevokedAt = DateTimeOffset.MinValue }));
        Assert.Contains("\"revokedAt\":\"0001-01-01T00:00:00Z\"", json, StringComparison.Ordinal);
        await world.Records.TryInsertAsync(
            new NewRecord(new RecordKey(RevocationRegister.Table, odd.Id[..2], odd.Id), Encoding.UTF8.GetBytes(json)), Token);
        await world.RevokeAsync(leaf);

        var list = await world.PublishAsync();
        Assert.Equal(2, CrlWorld.Index(list.Der).Count);
        Assert.NotNull(CrlWorld.Index(list.Der).Find(leaf));
        Assert.True(list.Der.Span.IndexOf("500101000000Z"u8) > 0);
        Assert.True(CrlVerifier.Verify(CrlWorld.Read(list.Der), CrlWorld.Url, world.Trust, last: null, world.Time.GetUtcNow()).IsSuccess);
    }

    [Theory]
    [InlineData(UniversalTagNumber.PrintableString, "STI-CA")]
    [InlineData(UniversalTagNumber.UTF8String, "sti-ca")]
    public async Task Publish_OfACertificateReportedWithTwoEncodingsOfItsIssuer_HasItOnce(UniversalTagNumber type, string text)
    {
        var world = await CrlWorld.NewAsync();
        var (issuer, other) = (Name(UniversalTagNumber.UTF8String, "STI-CA"), Name(type, text));
        Assert.True(issuer.Matches(other) && !issuer.Der.Span.SequenceEqual(other.Der.Span));
        await RevokeAsync(world, issuer, 1, RevocationReason.KeyCompromise);
        await RevokeAsync(world, issuer, 2, RevocationReason.KeyCompromise);
        await RevokeAsync(world, other, 3, RevocationReason.Superseded);
        Assert.Equal(3, CrlWorld.Index((await world.PublishAsync()).Der).Count);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await RevokeAsync(world, other, 1, RevocationReason.Superseded);
        await RevokeAsync(world, issuer, 3, RevocationReason.KeyCompromise);
        var publisher = world.Publisher();
        for (var round = 2; round < 4; round++)
        {
            var list = (await publisher.PublishAsync(isForced: true, Token)).Value;
            var index = CrlWorld.Index(list.Der);
            Assert.Equal((round, 3), (list.Number, index.Count));

            // The first revocation of each stands.
            Assert.Equal(
                (RevocationReason.KeyCompromise, RevocationReason.KeyCompromise, RevocationReason.Superseded),
                (index.Find(issuer, [1])!.Value.Reason, index.Find(other, [2])!.Value.Reason, index.Find(issuer, [3])!.Value.Reason));
        }
    }

    private static async Task RevokeAsync(CrlWorld world, DistinguishedName issuer, byte serial, RevocationReason reason) =>
        Assert.True(
            (
                await world.Register.RevokeAsync(
                    new RevocationNotice(issuer, new[] { serial }, world.Time.GetUtcNow().AddDays(90), reason, "test"), Token)).IsSuccess);

    private static DistinguishedName Name(UniversalTagNumber type, string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.CommonName);
            writer.WriteCharacterString(type, text);
        }

        return DistinguishedName.Read(writer.Encode());
    }
}
