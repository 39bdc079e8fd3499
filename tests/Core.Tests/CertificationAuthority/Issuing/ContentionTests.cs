using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>A conditional write that never wins ends in an outage (503), not in an endless loop.</summary>
public sealed class ContentionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_EveryWriteOfTheOrderLoses_GivesUp()
    {
        var world = await IssuanceWorld.NewAsync();
        var records = new LosingRecords(new MemoryRecords()) { Table = "Issuances" };
        var (issued, compromised) = (new IssuedCertificates(records), new CompromisedKeys(records));
        var revoke = new RevokeIssued(issued, compromised, new RevocationRegister(records, world.Time), world.Time);
        var issuance = new CertificateIssuance(
            world.Options, [new IssuingAuthority(world.Authority, [])], issued, compromised, revoke, world, world.Repository, records,
                world.Time, world, world.Log);
        await Assert.ThrowsAsync<StorageException>(() => issuance.IssueAsync(world.Order(), Token).AsTask());
        Assert.Equal(StorageLimits.ConditionalTries, records.Lost);
        Assert.Empty(await world.PublishedAsync());
    }
}
