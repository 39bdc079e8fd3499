using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.PolicyAdministrator.Revocations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.PolicyAdministrator.CpsDirectory;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Revocations;

public sealed class OrderRevocationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AuthorityState.Approved)]
    [InlineData(AuthorityState.Suspended)]
    [InlineData(AuthorityState.Removed)]
    public async Task Revoke_OwnCertificateOfAnyApprovedCa_IsRegisteredToldAndAudited(AuthorityState state)
    {
        var world = await CpsWorld.NewAsync();
        var ca = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Another", world.Time, SystemRandom.Instance, Token);
        await world.ApproveAsync(ca, state);
        var own = await IssueAsync(ca, "1234");
        var order = (await RevokeAsync(world, own)).Value;
        Assert.Equal((OrderState.Revoked, RevocationReason.KeyCompromise), (order.State, order.Reason));
        var entry = await world.Register.FindAsync(own.Certificate.Issuer, own.Certificate.SerialNumber, Token);
        Assert.Equal(RevocationReason.KeyCompromise, entry!.Reason);
        var notice = Assert.IsType<CertificateNotice>((await world.Accounts.Notices.ReadAsync(0, 10, Token)).Notices[^1].Notice);
        Assert.Equal((RevocationReason.KeyCompromise, own.Certificate.SerialNumberText), (notice.Reason, notice.Serial.ToString()));
        Assert.NotNull(await new CrlWishes(world.Records, world.Time).FindAsync(Token));
        Assert.Equal(["certificate-revoked"], await AuditedAsync(world, own));
        Assert.Equal(OrderFailure.AlreadyRevoked, (await RevokeAsync(world, own, RevocationReason.Superseded)).Failure.Failure);
    }

    [Fact]
    public async Task Revoke_CertificateThatIsNotTheAccounts_IsRefused()
    {
        var world = await CpsWorld.NewAsync();
        var stranger = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Stranger", world.Time, SystemRandom.Instance, Token);
        Assert.Equal(OrderFailure.CertificateOfAnother,
            (await RevokeAsync(world, await IssueAsync(world.Authority, "5678"))).Failure.Failure);
        Assert.Equal(OrderFailure.CertificateNotKnown, (await RevokeAsync(world, await IssueAsync(stranger, "1234"))).Failure.Failure);
        var own = await IssueAsync(world.Authority, "1234");
        Assert.Equal(OrderFailure.AccountNotFound, (await RevokeAsync(world, own, account: "three")).Failure.Failure);
        Assert.Equal(OrderFailure.CertificateOfAnother, (await RevokeAsync(world, own, account: "two")).Failure.Failure);
        var alone = new NamedCertificate(own.Certificate.ToPem());
        Assert.Equal(OrderFailure.CertificateNotKnown,
            (await Orders(world).RevokeAsync("one", alone, RevocationReason.Superseded, world.Accounts.Act(), Token)).Failure.Failure);
        Assert.Null(await world.Register.FindAsync(own.Certificate.Issuer, own.Certificate.SerialNumber, Token));
    }

    [Theory]
    [InlineData(RevocationReason.CertificateHold)]
    [InlineData(RevocationReason.CaCompromise)]
    [InlineData(RevocationReason.RemoveFromCrl)]
    [InlineData(RevocationReason.AaCompromise)]
    public async Task Revoke_ReasonThatIsNotAProviders_IsRefused(RevocationReason reason)
    {
        var world = await CpsWorld.NewAsync();
        Assert.Equal(OrderFailure.ReasonNotAllowed,
            (await RevokeAsync(world, await IssueAsync(world.Authority, "1234"), reason)).Failure.Failure);
    }

    [Fact]
    public async Task Revoke_MalformedOrDifferingCertificate_IsRefused()
    {
        var world = await CpsWorld.NewAsync();
        var own = await IssueAsync(world.Authority, "1234");
        var pem = Named(own).Certificate;
        (NamedCertificate Named, OrderFailure Expected)[] cases =
        [
            (new NamedCertificate(""), OrderFailure.CertificateMalformed),
            (new NamedCertificate("AAAA"), OrderFailure.CertificateMalformed),
            (new NamedCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), OrderFailure.CertificateMalformed),
            (new NamedCertificate(pem, Serial: "01"), OrderFailure.NameDiffers),
            (new NamedCertificate(pem, Issuer: "AAAA"), OrderFailure.NameDiffers),
        ];
        foreach (var (named, expected) in cases)
        {
            var outcome = await Orders(world).RevokeAsync("one", named, RevocationReason.Superseded, world.Accounts.Act(), Token);
            Assert.Equal(expected, outcome.Failure.Failure);
        }

        var exact = new NamedCertificate(
            pem, Convert.ToBase64String(own.Certificate.Issuer.Der.Span), own.Certificate.SerialNumberText.ToLowerInvariant());
        Assert.True((await Orders(world).RevokeAsync("one", exact, RevocationReason.Superseded, world.Accounts.Act(), Token)).IsSuccess);
    }

    [Fact]
    public async Task Hold_ThenRelease_CountsAgainAndTellsNoCa()
    {
        var world = await CpsWorld.NewAsync();
        var own = await IssueAsync(world.Authority, "1234");
        var told = (await world.Accounts.Notices.ReadAsync(0, 100, Token)).Notices.Count;
        Assert.Equal(OrderFailure.NotHeld,
            (await Orders(world).ReleaseAsync("one", Named(own), world.Accounts.Act(), Token)).Failure.Failure);
        Assert.Equal(OrderState.Held, (await Orders(world).HoldAsync("one", Named(own), world.Accounts.Act(), Token)).Value.State);
        Assert.True((await world.Register.FindAsync(own.Certificate.Issuer, own.Certificate.SerialNumber, Token))!.IsHeld);
        Assert.Equal(OrderFailure.AlreadyRevoked,
            (await Orders(world).HoldAsync("one", Named(own), world.Accounts.Act(), Token)).Failure.Failure);
        Assert.Equal(OrderState.Released, (await Orders(world).ReleaseAsync("one", Named(own), world.Accounts.Act(), Token)).Value.State);
        Assert.Null(await world.Register.FindAsync(own.Certificate.Issuer, own.Certificate.SerialNumber, Token));
        Assert.Equal(told, (await world.Accounts.Notices.ReadAsync(0, 100, Token)).Notices.Count);
        Assert.Equal(["certificate-held", "certificate-released"], await AuditedAsync(world, own));
    }

    [Fact]
    public async Task Revoke_HeldCertificate_IsRevokedForGood()
    {
        var world = await CpsWorld.NewAsync();
        var own = await IssueAsync(world.Authority, "1234");
        await Orders(world).HoldAsync("one", Named(own), world.Accounts.Act(), Token);
        Assert.True((await RevokeAsync(world, own)).IsSuccess);
        Assert.Equal(
            RevocationReason.KeyCompromise,
            (await world.Register.FindAsync(own.Certificate.Issuer, own.Certificate.SerialNumber, Token))!.Reason);
        Assert.Equal(OrderFailure.NotHeld,
            (await Orders(world).ReleaseAsync("one", Named(own), world.Accounts.Act(), Token)).Failure.Failure);
        Assert.Equal(OrderFailure.AlreadyRevoked,
            (await Orders(world).HoldAsync("one", Named(own), world.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Hold_CertificateThatItsCaRevoked_IsRefused()
    {
        var world = await CpsWorld.NewAsync();
        var own = await IssueAsync(world.Authority, "1234");
        await world.Register.RevokeAsync(RevocationNotice.Of(own.Certificate, RevocationReason.Superseded, "reporter"), Token);
        Assert.Equal(OrderFailure.AlreadyRevoked,
            (await Orders(world).HoldAsync("one", Named(own), world.Accounts.Act(), Token)).Failure.Failure);
    }

    // A suspended provider has its codes still, and may say that its key was stolen.
    [Fact]
    public async Task Revoke_BySuspendedAccount_IsTaken()
    {
        var world = await CpsWorld.NewAsync();
        var own = await IssueAsync(world.Authority, "1234");
        await world.Accounts.MoveAsync((await world.Accounts.Accounts.FindAsync("one", Token))!, AccountState.Suspended);
        Assert.True((await RevokeAsync(world, own)).IsSuccess);
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Revoke_CutOffAtAnyCall_IsDoneWholeByTheSweep(FaultMoment moment)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = await CpsWorld.NewAsync(store);
            var own = await IssueAsync(world.Authority, "1234");
            store.FailAt(call, moment);
            try
            {
                await RevokeAsync(world, own);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            store.Heal();
            world.Time.Advance(TimeSpan.FromMinutes(2));
            await Orders(world).SweepAsync(Token);
            var isOrdered = await Orders(world).FindAsync(own.Certificate, Token) is not null;
            var isRegistered = await world.Register.FindAsync(own.Certificate.Issuer, own.Certificate.SerialNumber, Token) is not null;
            var notices = (await world.Accounts.Notices.ReadAsync(0, 100, Token)).Notices.Count(one => one.Notice is CertificateNotice);
            Assert.Equal((isOrdered, isOrdered ? 1 : 0), (isRegistered, notices));
            Assert.Equal(isOrdered ? ["certificate-revoked"] : Array.Empty<string>(), await AuditedAsync(world, own));
        }

        Assert.InRange(faults, 15, 80);
    }

    private static OrderRevocation Orders(CpsWorld world) => new(
        world.Accounts.Accounts, new ProviderCertificates(new ApprovedAuthorities(world.Records, world.Time), world.Register, world.Time),
        world.Register, new CrlWishes(world.Records, world.Time), world.Accounts.Notices, world.Accounts.Audit, world.Records, world.Time,
        SystemRandom.Instance);

    private static async Task<Outcome<RevocationOrder, OrderRefusal>> RevokeAsync(
        CpsWorld world, LocalProvider own, RevocationReason reason = RevocationReason.KeyCompromise, string account = "one") =>
        await Orders(world).RevokeAsync(account, Named(own), reason, world.Accounts.Act(), Token);

    private static NamedCertificate Named(LocalProvider provider) =>
        new(string.Join('\n', provider.Chain.Select(certificate => certificate.ToPem())) + "\n");

    private static Task<LocalProvider> IssueAsync(LocalAuthority authority, string code) =>
        authority.IssueAsync(new ProviderId(Hierarchy.UnitedStates, CpsWorld.Code(code)), "Provider", TimeSpan.FromDays(30), Token);

    private static async Task<IReadOnlyList<string>> AuditedAsync(CpsWorld world, LocalProvider own)
    {
        var id = RevocationEntry.IdOf(own.Certificate.Issuer, own.Certificate.SerialNumber.Span);
        var page =
            await world.Accounts.Audit.ListAsync(new AuditFilter(Subject: new AuditParty("certificate", id)), cursor: null, 10, Token);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }
}
