using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>A delegate's chain is good while none of its certificates is revoked, the lender's CA among them.</summary>
public sealed class DelegateRevocationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Find_DelegateRevokedAtAnyLevel_IsRefused(int? level)
    {
        var test = new CheckerTest(await CrlWorld.NewAsync(), new RevocationOptions { Urls = [CrlWorld.Url] });
        var chain = await ChainAsync(test.World);
        test.Publish(CheckerTest.X5u, chain);
        Assert.True((await test.FindAsync()).IsSuccess);
        if (level is { } revoked) await test.World.RevokeAsync(chain[revoked]);
        await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        CertificateFailure? expected = level is null ? null : CertificateFailure.Revoked;
        var outcome = await test.FindAsync();
        Assert.Equal(expected, outcome.IsSuccess ? null : outcome.Failure.Reason);
    }

    // The delegate, and the CA of the provider that lent the number.
    private static async Task<StiCertificate[]> ChainAsync(CrlWorld world)
    {
        using var providerKey = SoftwareKey.New();
        using var key = SoftwareKey.New();
        var root = world.Hierarchy.Root;
        var draft = CertificateDraft.DelegateCa(
            root.Certificate, world.Policy, "Example Telephone", "SHAKEN delegation", Hierarchy.Numbers("3008A006160431323334"),
            Hierarchy.Terms(), providerKey.PublicKey, 0);
        var provider = (await root.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
        var lent = CertificateDraft.DelegateLeaf(
            provider, world.Policy, "Customer", "Customer 1", Hierarchy.Numbers("300FA20D160B3132303235353530313030"), Hierarchy.Terms(),
            key.PublicKey);
        return [(await new CertificateAuthority(provider, providerKey).IssueAsync(Hierarchy.Linted(lent), Token)).Value, provider];
    }
}
