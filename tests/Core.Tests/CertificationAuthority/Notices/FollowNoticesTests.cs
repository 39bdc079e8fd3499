using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.CertificationAuthority.Notices;

/// <summary>A CA that hears from a policy administrator whose answers a test writes.</summary>
public sealed class FollowNoticesTests : INoticeSource
{
    private readonly List<NoticeLine> _lines = [];
    private readonly LogLines<FollowNotices> _log = new();
    private string? _outage;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TokenRevoked_IsRefusedFromThenOn()
    {
        var world = await IssuanceWorld.NewAsync();
        Assert.True((await world.NewIssuance().PreviewAsync(world.Order(), Token)).IsSuccess);
        Tell(new TokenNotice("token-1"));
        Assert.Equal(1, await Follow(world).RunAsync(Token));
        Assert.Equal(IssuanceFailure.TokenWithdrawn, (await world.NewIssuance().PreviewAsync(world.Order(), Token)).Failure.Failure);
        Assert.Equal(IssuanceFailure.TokenWithdrawn, (await world.NewIssuance().IssueAsync(world.Order(), Token)).Failure.Failure);
        Assert.Empty(await world.PublishedAsync());
    }

    [Fact]
    public async Task Run_AccountSuspendedAndReinstated_FollowsTheLastNotice()
    {
        var world = await IssuanceWorld.NewAsync();
        var provider = AccountWorld.Provider("1234");
        Tell(new ProviderNotice(provider, IsSuspended: true));
        await Follow(world).RunAsync(Token);
        Assert.Equal(IssuanceFailure.TokenWithdrawn, (await world.NewIssuance().PreviewAsync(world.Order(), Token)).Failure.Failure);
        Tell(new ProviderNotice(provider, IsSuspended: false));
        await Follow(world).RunAsync(Token);
        Assert.True((await world.NewIssuance().PreviewAsync(world.Order(), Token)).IsSuccess);

        // An instance that stood still follows the old notice after the new one.
        await new WithdrawnTokens(world.Store).SetSuspendedAsync(provider, isSuspended: true, sequence: 1, Token);
        Assert.True((await world.NewIssuance().PreviewAsync(world.Order(), Token)).IsSuccess);
    }

    [Fact]
    public async Task Run_Revoke_RevokesTheCertificateOfThisCaAlone()
    {
        var world = await IssuanceWorld.NewAsync();
        var certificate = (await world.NewIssuance().IssueAsync(world.Order(), Token)).Value.Certificate;
        var serial = CertificateSerial.From(certificate.SerialNumber.Span);
        Tell(new CertificateNotice(DistinguishedName.Of((Oids.CommonName, "ANOTHER CA")), serial, RevocationReason.KeyCompromise));
        await Follow(world).RunAsync(Token);
        Assert.Null(await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token));

        Tell(new CertificateNotice(certificate.Issuer, serial, RevocationReason.KeyCompromise));
        Tell(new CertificateNotice(certificate.Issuer, CertificateSerial.From([1, 2, 3]), RevocationReason.Superseded));
        await Follow(world).RunAsync(Token);
        var entry = (await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token))!;
        Assert.Equal((RevocationReason.KeyCompromise, certificate.NotAfter), (entry.Reason, entry.NotAfter));
        Assert.NotNull(await world.Register.FindAsync(certificate.Issuer, new byte[] { 1, 2, 3 }, Token));
    }

    [Fact]
    public async Task Run_WithoutAnAnswer_KeepsTheCursorAndTheTimeOfTheLastOne()
    {
        var world = await IssuanceWorld.NewAsync();
        var progress = new NoticeProgress(world.Store);
        Assert.Null(await progress.FindLastAnswerAsync(Token));
        Tell(new TokenNotice("a"));
        await Follow(world).RunAsync(Token);
        var answered = world.Time.GetUtcNow();
        Assert.Equal(answered, await progress.FindLastAnswerAsync(Token));
        world.Time.Advance(TimeSpan.FromMinutes(6));
        _outage = "no answer";
        Assert.Equal(0, await Follow(world).RunAsync(Token));
        Assert.Equal(answered, await progress.FindLastAnswerAsync(Token));
        _outage = null;
        Tell(new TokenNotice("b"));
        Assert.Equal(1, await Follow(world).RunAsync(Token));
        Assert.Equal(world.Time.GetUtcNow(), await progress.FindLastAnswerAsync(Token));
    }

    [Fact]
    public async Task Run_NoticeThatIsNotUnderstood_IsLoggedAndTheNextIsFollowed()
    {
        var world = await IssuanceWorld.NewAsync();
        _lines.Add(new NoticeLine(1, "party"));
        Tell(new TokenNotice("token-1"));
        Assert.Equal(2, await Follow(world).RunAsync(Token));
        Assert.False((await world.NewIssuance().PreviewAsync(world.Order(), Token)).IsSuccess);
        Assert.Contains(_log.All, line => line.Id == 1711);
    }

    // A crash between the notices and the cursor follows them again: nothing changes by it.
    [Fact]
    public async Task Run_CutOffAtAnyCall_FollowsEveryNoticeAfterwards()
    {
        for (var call = 0; ; call++)
        {
            var world = await IssuanceWorld.NewAsync();
            _lines.Clear();
            Tell(new TokenNotice("token-1"));
            Tell(new ProviderNotice(AccountWorld.Provider("5678"), IsSuspended: true));
            world.Store.FailAt(call, FaultMoment.After);
            try
            {
                await Follow(world).RunAsync(Token);
                break;
            }
            catch (Core.Storage.StorageException)
            {
                world.Store.Heal();
            }

            await Follow(world).RunAsync(Token);
            Assert.Equal(0, await Follow(world).RunAsync(Token));
            Assert.Equal(IssuanceFailure.TokenWithdrawn, (await world.NewIssuance().PreviewAsync(world.Order(), Token)).Failure.Failure);
        }
    }

    ValueTask<Outcome<NoticeAnswer, string>> INoticeSource.ReadAsync(long since, CancellationToken cancellationToken)
    {
        if (_outage is not null) return ValueTask.FromResult<Outcome<NoticeAnswer, string>>(_outage);
        var lines = _lines.Where(line => line.Seq > since).ToList();
        return ValueTask.FromResult<Outcome<NoticeAnswer, string>>(new NoticeAnswer(lines, since + lines.Count));
    }

    private void Tell(Notice notice) => _lines.Add(NoticeLine.Of(_lines.Count + 1, notice));

    private FollowNotices Follow(IssuanceWorld world) => new(
        this, world.Options, new NoticeProgress(world.Store), new WithdrawnTokens(world.Store),
        [new IssuingAuthority(world.Authority, [])], world.Issued, world.Revoke, world.Register, world.Time, _log);
}
