using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tokens;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CertificationAuthority.Notices;

/// <summary>A CA that revokes a provider's certificates when its account is suspended, where it is set to.</summary>
public sealed class RevokeOnSuspensionTests : INoticeSource
{
    private readonly List<NoticeLine> _lines = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ProviderId Provider { get; } = AccountWorld.Provider("1234");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_AccountSuspended_RevokesItsCertificatesWhereThatIsSet(bool isSet)
    {
        var world = await WorldAsync(isSet);
        var certificate = await IssueAsync(world, "order-1", IssuanceWorld.Spc);
        var another = await IssueAsync(world, "order-2", IssuanceWorld.OtherSpc);
        Tell(isSuspended: true);
        await Follow(world, world.Store).RunAsync(Token);
        var entry = await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token);
        Assert.Equal(isSet ? RevocationReason.PrivilegeWithdrawn : null, entry?.Reason);
        Assert.Null(await world.Register.FindAsync(another.Issuer, another.SerialNumber, Token));
    }

    [Fact]
    public async Task Run_ByAnInstanceThatIsLate_RevokesNothingAfterTheReinstatement()
    {
        var world = await WorldAsync(isSet: true);
        Tell(isSuspended: true);
        Tell(isSuspended: false);
        await Follow(world, world.Store).RunAsync(Token);
        var certificate = await IssueAsync(world, "order-1", IssuanceWorld.Spc);

        // Its cursor is elsewhere: it follows both notices again.
        Assert.Equal(2, await Follow(world, new MemoryRecords()).RunAsync(Token));
        Assert.Null(await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token));
        Assert.True((await world.NewIssuance().PreviewAsync(world.Order(id: "order-3"), Token)).IsSuccess);
    }

    [Fact]
    public async Task Issue_ThatEntersTheLedgerAfterTheSuspension_IsRevokedAndNotPublished()
    {
        var world = await WorldAsync(isSet: true);
        var order = world.Order();
        var issued = (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate;
        await new WithdrawnTokens(world.Store).SetSuspendedAsync(Provider, isSuspended: true, sequence: 1, Token);

        // A retry of the order finds its certificate signed, and the account suspended.
        Assert.Equal(IssuanceFailure.TokenWithdrawn, (await world.NewIssuance().IssueAsync(order, Token)).Failure.Failure);
        var entry = await world.Register.FindAsync(issued.Issuer, issued.SerialNumber, Token);
        Assert.Equal(RevocationReason.PrivilegeWithdrawn, entry!.Reason);
    }

    [Fact]
    public async Task Run_CutOffAtAnyCall_RevokesAllAfterwards()
    {
        for (var call = 0; ; call++)
        {
            _lines.Clear();
            var world = await WorldAsync(isSet: true);
            var certificates = new[]
            {
                await IssueAsync(world, "order-1", IssuanceWorld.Spc), await IssueAsync(world, "order-2", IssuanceWorld.Spc),
            };
            Tell(isSuspended: true);
            world.Store.FailAt(call, FaultMoment.After);
            var isOver = false;
            try
            {
                await Follow(world, world.Store).RunAsync(Token);
                isOver = true;
            }
            catch (StorageException)
            {
                // What was cut off is taken up below.
            }

            world.Store.Heal();
            await Follow(world, world.Store).RunAsync(Token);
            foreach (var certificate in certificates)
                Assert.NotNull(await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token));
            if (!isOver) continue;
            Assert.InRange(call, 5, 100);
            return;
        }
    }

    ValueTask<Outcome<NoticeAnswer, string>> INoticeSource.ReadAsync(long since, CancellationToken cancellationToken)
    {
        var lines = _lines.Where(line => line.Seq > since).ToList();
        return ValueTask.FromResult<Outcome<NoticeAnswer, string>>(new NoticeAnswer(lines, since + lines.Count));
    }

    private static async Task<IssuanceWorld> WorldAsync(bool isSet)
    {
        var world = await IssuanceWorld.NewAsync();
        world.Options = world.Options with { RevokesOfSuspended = isSet };
        return world;
    }

    private static async Task<StiCertificate> IssueAsync(IssuanceWorld world, string id, string authority)
    {
        var order = world.Order(id: id) with
        {
            Request = IssuanceWorld.Csr(key: null, IssuanceWorld.List(authority)), Authority = world.Token(authority),
        };
        return (await world.NewIssuance().IssueAsync(order, Token)).Value.Certificate;
    }

    private void Tell(bool isSuspended) => _lines.Add(NoticeLine.Of(_lines.Count + 1, new ProviderNotice(Provider, isSuspended)));

    private FollowNotices Follow(IssuanceWorld world, IRecords cursor) => new(
        this, world.Options, new NoticeProgress(cursor), new WithdrawnTokens(world.Store),
        [new IssuingAuthority(world.Authority, [])], world.Issued, world.Revoke, world.Register, world.Time,
        NullLogger<FollowNotices>.Instance);
}
