using System.Globalization;
using Shaken.Contracts;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>Records that are older than the published lists, or gone: nothing that was published is taken back.</summary>
public sealed class CrlAfterRestoreTests
{
    private readonly LogLines<CrlPublisher> _log = new();
    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_OverLostRecords_KeepsEveryEntryOfTheLastList()
    {
        var world = await CrlWorld.NewAsync();
        var leaves = new List<StiCertificate>();
        foreach (var reason in (RevocationReason[])[RevocationReason.KeyCompromise, RevocationReason.Unspecified, RevocationReason.Superseded])
        {
            leaves.Add(await world.LeafAsync());
            await world.RevokeAsync(leaves[^1], reason);
            await world.RevokeAsync(await world.LeafAsync(), reason);
            await RevokeAsync(world, DistinguishedName.Of((Oids.CommonName, $"Another {reason}")), (byte)(1 + reason));
            world.Time.Advance(TimeSpan.FromMinutes(10));
            await world.PublishAsync();
        }

        var (before, former) = (CrlWorld.Index((await world.PublishAsync()).Der), await EntriesAsync(world.Register));
        world.Time.Advance(TimeSpan.FromHours(2));
        var register = new RevocationRegister(_records, world.Time);
        var publisher = world.Publisher(records: _records, register: register, logger: _log);
        Assert.Equal(CrlPublishFailure.Busy, (await publisher.PublishAsync(isForced: false, Token)).Failure);
        Assert.Equal([1604], _log.All.Select(line => line.Id));
        Assert.Empty(await EntriesAsync(register));

        var next = (await publisher.PublishAsync(isForced: true, Token)).Value;
        var index = CrlWorld.Index(next.Der);
        Assert.Equal((5, 9), (next.Number, index.Count));
        foreach (var leaf in leaves) Assert.Equal(before.Find(leaf), index.Find(leaf));
        Assert.Contains(_log.All, line => line.Id == 1605 && line.Text.Contains("9 revocations stood on CRL indirect number 4", StringComparison.Ordinal));

        // Entry for entry as they were, but for what a list does not say.
        var restored = await EntriesAsync(register);
        Assert.Equal(former.Keys.Order(), restored.Keys.Order());
        foreach (var (id, entry) in restored)
        {
            Assert.Equal((former[id].Reason, former[id].RevokedAt, former[id].SerialText, "published CRL 4"), (entry.Reason, entry.RevokedAt, entry.SerialText, entry.RevokedBy));
            Assert.True(entry.Issuer.Der.Span.SequenceEqual(former[id].Issuer.Der.Span));
            Assert.True(entry.NotAfter > world.Time.GetUtcNow().AddYears(39));
        }

        world.Time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(9, CrlWorld.Index((await publisher.PublishAsync(isForced: true, Token)).Value.Der).Count);
    }

    [Fact]
    public async Task Publish_OverACopyThatIsOneListOld_KeepsEveryEntryUnasked()
    {
        var world = await CrlWorld.NewAsync();
        var (early, late) = (await world.LeafAsync(), await world.LeafAsync());
        var register = await CopyAsync(world, early);
        await world.RevokeAsync(late);
        await world.PublishAsync();

        world.Time.Advance(TimeSpan.FromHours(2));
        var next = (await world.Publisher(records: _records, register: register, logger: _log).PublishAsync(isForced: false, Token)).Value;
        Assert.Equal((3, 2), (next.Number, CrlWorld.Index(next.Der).Count));
        Assert.NotNull(CrlWorld.Index(next.Der).Find(late));
        Assert.Contains(_log.All, line => line.Id == 1605 && line.Text.Contains("1 revocations stood on CRL indirect number 2", StringComparison.Ordinal));

        // What the copy had stays as it was.
        Assert.Equal("test", (await register.FindAsync(early.Issuer, early.SerialNumber, Token))!.RevokedBy);
        Assert.Equal("published CRL 2", (await register.FindAsync(late.Issuer, late.SerialNumber, Token))!.RevokedBy);
    }

    [Fact]
    public async Task Publish_OverACopyThatIsTwoListsOld_WaitsForAnOperator()
    {
        var world = await CrlWorld.NewAsync();
        var (early, late) = (await world.LeafAsync(), await world.LeafAsync());
        var register = await CopyAsync(world, early);
        await world.RevokeAsync(late);
        for (var round = 0; round < 2; round++) await world.PublishAsync();

        world.Time.Advance(TimeSpan.FromHours(2));
        var publisher = world.Publisher(records: _records, register: register);
        Assert.Equal(CrlPublishFailure.Busy, (await publisher.PublishAsync(isForced: false, Token)).Failure);
        Assert.Null(await register.FindAsync(late.Issuer, late.SerialNumber, Token));
        var next = (await publisher.PublishAsync(isForced: true, Token)).Value;
        Assert.Equal((4, 2), (next.Number, CrlWorld.Index(next.Der).Count));
    }

    [Fact]
    public async Task Publish_OverAListThatAnotherSigned_TakesNothingOver()
    {
        var world = await CrlWorld.NewAsync();
        await world.RevokeAsync(await world.LeafAsync());
        for (var round = 0; round < 2; round++) await world.PublishAsync();
        var register = new RevocationRegister(_records, world.Time);
        var signer = await CrlWorld.SignerAsync(world.Administrator, SoftwareKey.New());
        var publisher = world.Publisher(records: _records, register: register, signer: signer);
        Assert.Equal(CrlPublishFailure.SignedByAnother, (await publisher.PublishAsync(isForced: true, Token)).Failure);
        Assert.Empty(await EntriesAsync(register));

        // With the former signer it goes on, and then with the new one.
        Assert.Equal(3, (await world.Publisher(records: _records, register: register).PublishAsync(isForced: true, Token)).Value.Number);
        var next = (await publisher.PublishAsync(isForced: true, Token)).Value;
        Assert.Equal((4, 1), (next.Number, CrlWorld.Index(next.Der).Count));
    }

    [Fact]
    public async Task TakeOver_CutOffAnywhere_IsGoneOnWith()
    {
        var world = await CrlWorld.NewAsync();
        var list = CrlWorld.Read(await world.SignAsync(Enumerable.Range(1, 40).Select(number => world.Entry(number))));
        for (var steps = 0; steps < 40; steps += 7)
        {
            var records = new MemoryRecords();
            var left = steps;
            var dying = new InterceptedRecords(records)
            {
                Hook = (call, next) => call.Operation != StoreOperation.InsertAll || left-- > 0
                    ? next()
                    : throw new StorageException("the process has died"),
            };
            var cut = new RevocationRegister(dying, world.Time);
            await Assert.ThrowsAsync<StorageException>(async () => await cut.TakeOverAsync(list, Token));
            var register = new RevocationRegister(records, world.Time);
            var before = (await EntriesAsync(register)).Count;
            Assert.Equal(40 - before, await register.TakeOverAsync(list, Token));
            Assert.Equal((40, 0), ((await EntriesAsync(register)).Count, await register.TakeOverAsync(list, Token)));
        }
    }

    [Fact]
    public async Task TakeOver_WhereTheIssuerIsEncodedOtherwise_FindsTheCertificateThere()
    {
        var world = await CrlWorld.NewAsync();
        await RevokeAsync(world, DistinguishedName.Of((Oids.CommonName, "Example CA")), 7);
        await RevokeAsync(world, DistinguishedName.Of((Oids.CommonName, "Example CA")), 8);
        var list = CrlWorld.Read((await world.PublishAsync()).Der);
        var register = new RevocationRegister(_records, world.Time);
        var notice = new RevocationNotice(DistinguishedName.Of((Oids.CommonName, "EXAMPLE CA")), new byte[] { 7 }, world.Time.GetUtcNow().AddDays(90), RevocationReason.CaCompromise, "test");
        Assert.True((await register.RevokeAsync(notice, Token)).IsSuccess);
        Assert.Equal((1, 2), (await register.TakeOverAsync(list, Token), (await EntriesAsync(register)).Count));
    }

    [Fact]
    public async Task Missing_OfOnePartition_AreInsertedAHundredAtATime_BesideThoseThatAreThere()
    {
        var missing = new MissingRevocations(_records);
        NewRecord Record(int number) => new(new RecordKey(RevocationRegister.Table, "00", number.ToString("d4", CultureInfo.InvariantCulture)), new byte[] { (byte)'{', (byte)'}' });
        for (var number = 0; number < 250; number += 10) await _records.TryInsertAsync(Record(number), Token);
        for (var number = 0; number < 250; number++) await missing.AddAsync(Record(number), Token);
        await missing.EndAsync(Token);
        Assert.Equal(225, missing.Count);
        Assert.Equal(250, (await _records.ListAsync(RevocationRegister.Table, "00", continuation: null, StorageLimits.Page, Token)).Records.Count);
    }

    // Revokes it and publishes the first list; the copy has both.
    private async Task<RevocationRegister> CopyAsync(CrlWorld world, StiCertificate leaf)
    {
        await world.RevokeAsync(leaf);
        var register = new RevocationRegister(_records, world.Time);
        Assert.True((await register.RevokeAsync(RevocationNotice.Of(leaf, RevocationReason.KeyCompromise, "test"), Token)).IsSuccess);
        var first = await world.PublishAsync();
        var sequence = new Sequence(_records, "crl-numbers", "indirect", TimeSpan.FromMinutes(5), world.Time);
        var note = first.ThisUpdate.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.True(await sequence.TryCompleteAsync((await sequence.TryClaimAsync(Token))!, note, Token));
        return register;
    }

    private static async Task RevokeAsync(CrlWorld world, DistinguishedName issuer, byte serial) =>
        Assert.True((await world.Register.RevokeAsync(new RevocationNotice(issuer, new[] { serial }, world.Time.GetUtcNow().AddDays(90), RevocationReason.CaCompromise, "test"), Token)).IsSuccess);

    private static async Task<Dictionary<string, RevocationEntry>> EntriesAsync(RevocationRegister register)
    {
        var entries = new Dictionary<string, RevocationEntry>();
        await foreach (var entry in register.ListAsync(Token)) entries.Add(entry.Id, entry);
        return entries;
    }
}
