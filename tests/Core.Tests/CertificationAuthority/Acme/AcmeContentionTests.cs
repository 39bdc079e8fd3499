using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CertificationAuthority.Acme;

/// <summary>Every loop around a conditional write of the ACME server gives up after a bound: the client gets 503.</summary>
public sealed class AcmeContentionTests
{
    private const string Id = "AAAAAAAAAAAAAAAAAAAAAA";

    private readonly LosingRecords _records = new(new MemoryRecords());
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Reserve_EveryClaimLoses_GivesUp() =>
        GivesUpAsync("AcmeAccountKeys", () => new AcmeAccounts(_records).ReserveAsync(Key(), Id, keptUntil: null, Token).AsTask());

    [Fact]
    public async Task Keep_EveryReplaceLoses_GivesUp()
    {
        await AddAccountAsync();
        await GivesUpAsync("AcmeAccounts", () => new AcmeAccounts(_records).KeepAsync(Id, Token).AsTask());
    }

    [Fact]
    public async Task Suspend_EveryReplaceLoses_GivesUp()
    {
        await AddAccountAsync();
        var issued = new IssuedCertificates(_records);
        var revoke = new RevokeIssued(issued, new CompromisedKeys(_records), new RevocationRegister(_records, _time), _time);
        var suspend = new SuspendAccount(new AcmeAccounts(_records), new ManualSubscribers(_records), issued, revoke, _time);
        await GivesUpAsync("AcmeAccounts", () => suspend.SuspendAsync(Id, RevocationReason.PrivilegeWithdrawn, "test", Token).AsTask());
    }

    [Fact]
    public async Task Bind_EveryReplaceLoses_GivesUp()
    {
        var keys = new ExternalAccountKeys(_records,
            new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null), SystemRandom.Instance);
        var key = await keys.NewAsync("Provider A", Token);
        await GivesUpAsync("AcmeExternalKeys", () =>
            keys.BindAsync(new ExternalBinding(key.Id, "Provider A", customer: null, "thumbprint", accountId: null), Id, Token).AsTask());
    }

    [Theory]
    [InlineData(AcmeOrderStatus.Ready, "AcmeAuthorizations")]
    [InlineData(AcmeOrderStatus.Processing, "AcmeAccountOrders")]
    public async Task ReplaceOrder_EveryIndexWriteLoses_GivesUp(AcmeOrderStatus status, string table)
    {
        var orders = new AcmeOrders(_records);
        var now = _time.GetUtcNow();
        var grant = new AcmeGrant(IsCa: false, now.AddDays(1), "token-1", "US");
        var order = new AcmeOrder(
            Id, Id, new AcmeIdentifier(AcmeIdentifier.TnAuthListType, "MAigBhYEMTIzNA"), [0x30], now, now.AddDays(1), null, null,
                AcmeOrderStatus.Pending,
            new AcmeAuthorization(AcmeAuthorizationStatus.Valid, now.AddDays(1), "challenge", now, grant));
        await orders.AddAsync(order, Token);
        var stored = (await orders.FindAsync(Id, Token))!;
        await GivesUpAsync(table, () => orders.TryReplaceAsync(order with { Status = status }, stored.ETag, Token).AsTask());
    }

    private async Task AddAccountAsync() => Assert.True(await new AcmeAccounts(_records).TryAddAsync(
        new AcmeAccount(Id, Key(), AcmeAccountStatus.Valid, [], true, null, null, null, _time.GetUtcNow(), _time.GetUtcNow().AddDays(30)),
            Token));

    private async Task GivesUpAsync(string table, Func<Task> write)
    {
        _records.Table = table;
        await Assert.ThrowsAsync<StorageException>(write);
        Assert.Equal(StorageLimits.ConditionalTries, _records.Lost);
    }

    private static JsonWebKey Key() => JsonWebKey.From(SoftwareKey.New().PublicKey);
}
