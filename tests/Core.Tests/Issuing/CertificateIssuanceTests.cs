using Shaken.Core.Certificates;
using Shaken.Core.Issuing;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Issuing;

/// <summary>One certificate to an order, wherever a crash cuts the making off.</summary>
public sealed class CertificateIssuanceTests
{
    private const int MostOperations = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyOperation_LeavesOneSerial_AndEndsInOnePublishedCertificate(bool isAfterTheChange)
    {
        var world = await IssuanceWorld.NewAsync();
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await world.OrderAsync($"order-{at}", account: $"account-{at}");
            world.Outage.Restart();
            (world.Outage.FailsAt, world.Outage.IsAfterTheChange) = (at, isAfterTheChange);
            var isThrough = await TryIssueAsync(world.Failing, order);
            world.Outage.FailsAt = 0;
            await AssertAbsentOrLedgeredAsync(world, order);

            var first = await IssueAsync(world.Healthy, order);
            var second = await IssueAsync(world.Failing, order);
            Assert.Equal(first.Certificate.Fingerprint, second.Certificate.Fingerprint);
            Assert.Single(world.SerialsOf(order.OrderId));
            await AssertIsWholeAsync(world, first);
            if (!isThrough) continue;
            Assert.InRange(at, 9, MostOperations);
            return;
        }

        Assert.Fail("issuing never got through");
    }

    [Fact]
    public async Task Issues_OnTwoInstancesAtOnce_GiveOneCertificate()
    {
        for (var round = 0; round < 10; round++)
        {
            var world = await IssuanceWorld.NewAsync();
            var order = await world.OrderAsync("order");
            var issued = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(() => IssueAsync(index % 2 == 0 ? world.Failing : world.Healthy, order))));
            Assert.Single(issued.Select(one => one.Certificate.Fingerprint).Distinct());
            await AssertIsWholeAsync(world, issued[0]);
        }
    }

    [Theory]
    [InlineData("CertifiedKeys")]
    [InlineData("Issuances")]
    [InlineData("IssuedByFingerprint")]
    [InlineData("IssuedByAccount")]
    [InlineData("certificates")]
    public async Task FullDisk_IsAnOutage_AndTheOrderGoesOnWhenThereIsRoom(string table)
    {
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("order");
        world.Outage.IsFull = full => full == table;
        await Assert.ThrowsAsync<StorageException>(() => world.Failing.IssueAsync(order, Token).AsTask());
        await Assert.ThrowsAsync<StorageException>(() => world.Failing.IssueAsync(order, Token).AsTask());
        world.Outage.IsFull = null;
        await AssertIsWholeAsync(world, await IssueAsync(world.Failing, order));
        Assert.Single(world.SerialsOf("order"));
    }

    [Fact]
    public async Task ClockSetBack_AfterTheTermsAreWritten_ChangesNothingOfThem()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("order");
        await ReserveAsync(world, order);
        var reserved = (await world.Issued.FindAsync("order", Token))!.Value.Document;
        world.Time.Advance(TimeSpan.FromDays(3));
        var issued = await IssueAsync(world.Healthy, order);
        Assert.Equal((reserved.NotBefore, reserved.NotAfter), (issued.Certificate.NotBefore, issued.Certificate.NotAfter));
        Assert.Equal(reserved.Serial, issued.Certificate.SerialNumber.ToArray());
    }

    [Fact]
    public async Task Rollover_FinishesUnderTheOldCaWhatWasBegunThere_AndBeginsUnderTheNew()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("begun");
        await ReserveAsync(world, order);

        var next = await Hierarchy.NewAsync();
        var both = world.NewIssuance([IssuanceWorld.AuthorityOf(next), world.Current]);
        var old = await IssueAsync(both, order);
        Assert.Equal(world.Hierarchy.Intermediate.Certificate.Fingerprint, old.Chain[1].Fingerprint);
        Assert.True(Validates(world.Hierarchy, old, world));

        var fresh = await IssueAsync(both, await world.OrderAsync("fresh"));
        Assert.Equal(next.Intermediate.Certificate.Fingerprint, fresh.Chain[1].Fingerprint);
        Assert.True(Validates(next, fresh, world));
    }

    [Fact]
    public async Task Rollover_WithoutTheOldCa_BeginsAnewWhatItNeverSigned()
    {
        var world = await IssuanceWorld.NewAsync();
        var order = await world.OrderAsync("begun");
        await ReserveAsync(world, order);
        var next = await Hierarchy.NewAsync();
        var issued = await IssueAsync(world.NewIssuance([IssuanceWorld.AuthorityOf(next)]), order);
        Assert.True(Validates(next, issued, world));
        Assert.Equal(issued.Certificate.Fingerprint, (await IssueAsync(world.Healthy, order)).Certificate.Fingerprint);
    }

    [Fact]
    public async Task Certificates_OfAnAccount_AreListedPageByPage_AndFoundByFingerprint()
    {
        var world = await IssuanceWorld.NewAsync();
        var issued = new List<string>();
        for (var count = 0; count < 5; count++) issued.Add((await IssueAsync(world.Healthy, await world.OrderAsync($"order-{count}"))).Certificate.Fingerprint);
        await IssueAsync(world.Healthy, await world.OrderAsync("other", account: "other"));

        var listed = new List<string>();
        string? continuation = null;
        do
        {
            var page = await world.Issued.ListByAccountAsync(IssuanceWorld.Account, continuation, 2, Token);
            listed.AddRange(page.Certificates.Select(one => one.Certificate.Fingerprint));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(issued.Order(), listed.Order());
        Assert.Equal("order-3", (await world.Issued.FindByFingerprintAsync(issued[3], Token))?.OrderId);
        Assert.Null(await world.Issued.FindByFingerprintAsync(issued[3].ToUpperInvariant(), Token));
        Assert.Null(await world.Issued.FindByFingerprintAsync("../x", Token));
    }

    [Fact]
    public async Task Serials_ArePositive_Of20OctetsAtMost_AndDifferent()
    {
        var world = await IssuanceWorld.NewAsync();
        var serials = new List<string>();
        for (var count = 0; count < 50; count++)
        {
            var certificate = (await IssueAsync(world.Healthy, await world.OrderAsync($"order-{count}"))).Certificate;

            // 159 random bits: fewer than 16 octets would take 32 zeros at the front.
            Assert.InRange(certificate.SerialNumber.Length, 16, 20);
            Assert.InRange(certificate.SerialNumber.Span[0], 0, 0x7F);
            serials.Add(certificate.SerialNumberText);
        }

        Assert.Equal(50, serials.Distinct().Count());
    }

    // The terms are written down, and the disk is full before the signed certificate is.
    private static async Task ReserveAsync(IssuanceWorld world, IssuanceOrder order)
    {
        var changes = 0;
        world.Outage.IsFull = table => table == "Issuances" && ++changes > 1;
        await Assert.ThrowsAsync<StorageException>(() => world.Failing.IssueAsync(order, Token).AsTask());
        world.Outage.IsFull = null;
        Assert.Null(await world.Issued.FindByOrderAsync(order.OrderId, Token));
    }

    private static bool Validates(Hierarchy hierarchy, IssuedCertificate issued, IssuanceWorld world) =>
        TrustedRoot.TryCreate(hierarchy.Root.Certificate, out var root, out _) && new ChainValidator([root]).Validate(issued.Chain, world.Time.GetUtcNow(), LeafPurpose.StiEndEntity).IsSuccess;

    private static async Task<bool> TryIssueAsync(CertificateIssuance issuance, IssuanceOrder order)
    {
        try
        {
            return (await issuance.IssueAsync(order, Token)).IsSuccess;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static async Task<IssuedCertificate> IssueAsync(CertificateIssuance issuance, IssuanceOrder order)
    {
        Assert.True((await issuance.IssueAsync(order, Token)).TryGet(out var issued, out var refusal), refusal?.Detail);
        return issued;
    }

    // Nothing is to be seen that could not be revoked: what is published stands in the ledger.
    private static async Task AssertAbsentOrLedgeredAsync(IssuanceWorld world, IssuanceOrder order)
    {
        if (await world.Issued.FindByOrderAsync(order.OrderId, Token) is not { } issued) return;
        if (await world.Repository.FindAsync(issued.Certificate.Fingerprint, Token) is null) return;
        Assert.NotNull(await world.Issued.FindByFingerprintAsync(issued.Certificate.Fingerprint, Token));
    }

    private static async Task AssertIsWholeAsync(IssuanceWorld world, IssuedCertificate issued)
    {
        Assert.Equal($"https://cr.example/certificates/{issued.Certificate.Fingerprint}.pem", issued.Url);
        Assert.NotNull(await world.Repository.FindAsync(issued.Certificate.Fingerprint, Token));
        Assert.Equal(issued.OrderId, (await world.Issued.FindByFingerprintAsync(issued.Certificate.Fingerprint, Token))?.OrderId);
        Assert.Single((await world.Issued.ListByAccountAsync(issued.AccountId, continuation: null, 10, Token)).Certificates);
        Assert.Empty(CertificateLinter.Lint(issued.Certificate, LintProfile.UnitedStates));
    }
}
