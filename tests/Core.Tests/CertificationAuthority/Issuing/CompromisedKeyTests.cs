using System.Security.Cryptography;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>A key that was revoked for keyCompromise: no new certificate, and none that stays valid.</summary>
public sealed class CompromisedKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_KeyRevokedForKeyCompromise_IsRefusedForEveryAccount()
    {
        var world = await IssuanceWorld.NewAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var first = await IssueAsync(world, key, "order-1");
        Assert.True((await world.Revoke.RevokeAsync(first, RevocationReason.KeyCompromise, "test", Token)).IsSuccess);
        foreach (var account in (string[])["account-1", "account-2"])
        {
            var order = world.Order(key, $"order-of-{account}", account);
            Assert.Equal(IssuanceFailure.KeyIsCompromised, (await world.NewIssuance().PreviewAsync(order, Token)).Failure.Failure);
            Assert.Equal(IssuanceFailure.KeyIsCompromised, (await world.NewIssuance().IssueAsync(order, Token)).Failure.Failure);
        }

        // The order that has its certificate already does not get it again either.
        Assert.Equal(IssuanceFailure.KeyIsCompromised,
            (await world.NewIssuance().IssueAsync(world.Order(key, "order-1"), Token)).Failure.Failure);
        Assert.True((await world.NewIssuance().IssueAsync(world.Order(id: "order-3"), Token)).IsSuccess);
    }

    [Theory]
    [InlineData(RevocationReason.Superseded)]
    [InlineData(RevocationReason.CessationOfOperation)]
    [InlineData(RevocationReason.Unspecified)]
    public async Task Issue_KeyRevokedForAnotherReason_IsGood(RevocationReason reason)
    {
        var world = await IssuanceWorld.NewAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (first, second) = (await IssueAsync(world, key, "order-1"), await IssueAsync(world, key, "order-2"));
        Assert.True((await world.Revoke.RevokeAsync(first, reason, "test", Token)).IsSuccess);
        Assert.Null(await ReasonAsync(world, second));
        Assert.True((await world.NewIssuance().IssueAsync(world.Order(key, "order-3"), Token)).IsSuccess);
    }

    [Fact]
    public async Task Revoke_KeyCompromise_RevokesOtherValidCertificatesOverTheKey()
    {
        var world = await IssuanceWorld.NewAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var old = await IssueAsync(world, key, "order-old");
        world.Time.Advance(world.Options.Life + TimeSpan.FromDays(1));
        var (first, second, third, bystander) =
            (await IssueAsync(world, key, "order-1"), await IssueAsync(world, key, "order-2"), await IssueAsync(world, key, "order-3"),
            await IssueAsync(world, null, "order-4"));
        Assert.True((await world.Revoke.RevokeAsync(third, RevocationReason.Superseded, "test", Token)).IsSuccess);

        Assert.True((await world.Revoke.RevokeAsync(first, RevocationReason.KeyCompromise, "test", Token)).IsSuccess);
        Assert.Equal(
            [RevocationReason.KeyCompromise, RevocationReason.KeyCompromise, RevocationReason.Superseded, null, null],
            [await ReasonAsync(world, first), await ReasonAsync(world, second), await ReasonAsync(world, third),
                await ReasonAsync(world, old), await ReasonAsync(world, bystander)]);
    }

    [Fact]
    public async Task Revoke_KeyCompromiseOfARevokedCertificate_StillBlocksTheKey()
    {
        var world = await IssuanceWorld.NewAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (first, second) = (await IssueAsync(world, key, "order-1"), await IssueAsync(world, key, "order-2"));
        await world.Revoke.RevokeAsync(first, RevocationReason.Superseded, "test", Token);
        Assert.Equal(RevocationFailure.AlreadyRevoked,
            (await world.Revoke.RevokeAsync(first, RevocationReason.KeyCompromise, "test", Token)).Failure.Reason);
        Assert.Equal(RevocationReason.KeyCompromise, await ReasonAsync(world, second));
        Assert.Equal(IssuanceFailure.KeyIsCompromised,
            (await world.NewIssuance().PreviewAsync(world.Order(key, "order-3"), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Revoke_KeyCompromise_ReportsEveryCertificate()
    {
        var world = await IssuanceWorld.NewAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (first, second) = (await IssueAsync(world, key, "order-1"), await IssueAsync(world, key, "order-2"));
        var outbox = new RevocationOutbox(world.Store);
        var revoke = new RevokeIssued(world.Issued, world.Compromised, new RevocationRegister(world.Store, world.Time, outbox),
            world.Time);
        await revoke.RevokeAsync(first, RevocationReason.KeyCompromise, "test", Token);
        var reports = new Reports();
        Assert.Equal(2, (await outbox.SendAsync(reports, Token)).Delivered);
        Assert.Equal(new[] { first.SerialNumberText, second.SerialNumberText }.Order(), reports.Serials.Order());
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Revoke_RetriedAfterAFaultAtAnyCall_RevokesAll(FaultMoment moment)
    {
        for (var call = 0; ; call++)
        {
            var world = await IssuanceWorld.NewAsync();
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var (first, second) = (await IssueAsync(world, key, "order-1"), await IssueAsync(world, key, "order-2"));
            world.Store.FailAt(call, moment);
            try
            {
                await world.Revoke.RevokeAsync(first, RevocationReason.KeyCompromise, "test", Token);
                Assert.InRange(call, 4, 100);
                return;
            }
            catch (StorageException)
            {
                world.Store.Heal();
            }

            await world.Revoke.RevokeAsync(first, RevocationReason.KeyCompromise, "test", Token);
            Assert.Equal((RevocationReason.KeyCompromise, RevocationReason.KeyCompromise),
                (await ReasonAsync(world, first), await ReasonAsync(world, second)));
        }
    }

    private static async Task<StiCertificate> IssueAsync(IssuanceWorld world, ECDsa? key, string order) =>
        (await world.NewIssuance().IssueAsync(world.Order(key, order), Token)).Value.Certificate;

    private static async Task<RevocationReason?> ReasonAsync(IssuanceWorld world, StiCertificate certificate) =>
        (await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token))?.Reason;

    private sealed class Reports : IRevocationReports
    {
        public List<string> Serials { get; } = [];

        public ValueTask<ReportAnswer> SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            Assert.True(RevocationReport.TryRead(json, out var notice, out _));
            Assert.Equal(RevocationReason.KeyCompromise, notice.Reason);
            Serials.Add(Convert.ToHexString(notice.Serial.Span));
            return ValueTask.FromResult(ReportAnswer.Acknowledged);
        }
    }
}
