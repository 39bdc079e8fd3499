using Shaken.Core.Auditing;
using Shaken.Core.Principals;

namespace Shaken.Core.Tests.Principals;

/// <summary>Principals made and changed, by whom, and what stands in the audit log.</summary>
public sealed class ChangePrincipalTests
{
    private readonly PrincipalWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ann", true)]
    [InlineData("a.b_c-d@example.com", true)]
    [InlineData("9", true)]
    [InlineData("", false)]
    [InlineData("Ann", false)]
    [InlineData("-ann", false)]
    [InlineData("ann:bob", false)]
    [InlineData("ann bob", false)]
    [InlineData("änn", false)]
    public void IsUserId_OfText_TakesOnlyItsAlphabet(string text, bool isUserId) => Assert.Equal(isUserId, Principal.IsUserId(text));

    [Fact]
    public void IsUserId_Of65Characters_IsFalse()
    {
        Assert.True(Principal.IsUserId(new string('a', 64)));
        Assert.False(Principal.IsUserId(new string('a', 65)));
    }

    [Fact]
    public async Task Create_WithEveryPart_IsReadBackAndListed()
    {
        var profile = PrincipalWorld.ApiUser("one", "192.0.2.0/24", "2001:db8::/32");
        Assert.True((await _world.Change.CreateAsync("ann@example.com", profile, _world.Request(), Token)).IsSuccess);
        var read = (await _world.Principals.FindAsync("ann@example.com", Token))!;
        Assert.Equal((PrincipalKind.AccountUser, "one", true, 1L), (read.Kind, read.Account, read.IsActive, read.Revision));
        Assert.Equal(profile.Addresses, read.Addresses);
        Assert.Equal("api-user:ann@example.com", read.Party.ToString());
        Assert.Equal("ann@example.com", Assert.Single((await _world.Principals.ListAsync(null, 10, Token)).Principals).UserId);
    }

    [Fact]
    public async Task Create_SameRequestAgain_ChangesNothing_AndAnotherIsRefused()
    {
        var request = _world.Request();
        var profile = PrincipalWorld.ApiUser();
        for (var time = 0; time < 2; time++)
            Assert.Equal(1, (await _world.Change.CreateAsync("ann", profile, request, Token)).Value.Revision);
        Assert.Equal(["principal-created"], await _world.AuditedAsync("ann"));
        Assert.Equal(
            PrincipalFailure.UserIdTaken, (await _world.Change.CreateAsync("ann", profile, _world.Request(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Amend_OfAnOldRevision_IsRefused()
    {
        await _world.AddAsync("ann");
        var amended = await _world.Change.AmendAsync("ann", 1, PrincipalWorld.ApiUser("two"), _world.Request(), Token);
        Assert.Equal(PrincipalFailure.RevisionDiffers, amended.Failure.Failure);
        Assert.Equal(
            "two", (await _world.Change.AmendAsync("ann", 2, PrincipalWorld.ApiUser("two"), _world.Request(), Token)).Value.Account);
    }

    [Fact]
    public async Task Amend_ToAnotherKind_IsRefused()
    {
        await _world.AddAsync("ann");
        var amended = await _world.Change.AmendAsync("ann", 2, PrincipalWorld.Operator(), _world.Request(), Token);
        Assert.Equal(PrincipalFailure.ProfileNotAllowed, amended.Failure.Failure);
    }

    [Fact]
    public async Task Amend_TellsEachFieldBeforeAndAfter_AndNoSecret()
    {
        await _world.AddAsync("ann");
        var request = _world.Request();
        Assert.True((await _world.Change.AmendAsync("ann", 2, PrincipalWorld.ApiUser("one", "192.0.2.0/24"), request, Token)).IsSuccess);
        var page = await _world.Audit.ListAsync(new AuditFilter(Subject: new AuditParty("principal", "ann")), null, 100, Token);
        Assert.Equal([new AuditChange("addresses", null, "192.0.2.0/24")], page.Entries[^1].Act.Changes);
        Assert.Equal("192.0.2.99", page.Entries[^1].Act.Address);
        Assert.All(page.Entries.SelectMany(entry => entry.Act.Changes), change =>
            Assert.DoesNotContain("hash", change.After ?? "", StringComparison.Ordinal));
    }

    // Rows: who asks; the kind and role of whom; whether that is allowed.
    [Theory]
    [InlineData(OperatorRole.Administrator, PrincipalKind.Operator, OperatorRole.Administrator, true)]
    [InlineData(OperatorRole.Administrator, PrincipalKind.Operator, OperatorRole.Governance, false)]
    [InlineData(OperatorRole.Administrator, PrincipalKind.AccountUser, null, true)]
    [InlineData(OperatorRole.Administrator, PrincipalKind.Partner, null, true)]
    [InlineData(OperatorRole.Registrar, PrincipalKind.Operator, OperatorRole.Auditor, false)]
    [InlineData(OperatorRole.Registrar, PrincipalKind.AccountUser, null, true)]
    [InlineData(OperatorRole.Registrar, PrincipalKind.Authority, null, false)]
    [InlineData(OperatorRole.Auditor, PrincipalKind.AccountUser, null, false)]
    [InlineData(OperatorRole.Governance, PrincipalKind.Operator, OperatorRole.Governance, true)]
    [InlineData(OperatorRole.Governance, PrincipalKind.Operator, OperatorRole.Administrator, false)]
    [InlineData(OperatorRole.Governance, PrincipalKind.Partner, null, true)]
    [InlineData(OperatorRole.Governance, PrincipalKind.AccountUser, null, false)]
    public async Task Create_ByRole_IsAllowedByTheTableOnly(OperatorRole asking, PrincipalKind kind, OperatorRole? role, bool isAllowed)
    {
        var profile = PrincipalWorld.Profile(kind, kind == PrincipalKind.Operator ? null : "one", role is { } one ? [one] : [], []);
        var made = await _world.Change.CreateAsync("ann", profile, _world.Request(PrincipalWorld.Roles(asking)), Token);
        Assert.Equal(isAllowed, made.IsSuccess);
        if (!isAllowed) Assert.Equal(PrincipalFailure.NotManagedByCaller, made.Failure.Failure);
    }

    // An operator who can give governance a password, or the role to somebody, has that role.
    [Fact]
    public async Task EveryChange_OfGovernance_ByAnAdministrator_IsRefused()
    {
        var governance = PrincipalWorld.Roles(OperatorRole.Governance, OperatorRole.Administrator);
        var profile = PrincipalWorld.Operator(OperatorRole.Governance);
        Assert.True((await _world.Change.CreateAsync("gov", profile, _world.Request(governance), Token)).IsSuccess);
        Assert.True((await _world.Change.CreateAsync("ann", PrincipalWorld.Operator(), _world.Request(), Token)).IsSuccess);
        PrincipalRefusal[] refused =
        [
            (await _world.Change.SetActiveAsync("gov", isActive: false, _world.Request(), Token)).Failure,
            (await _world.Change.AmendAsync("gov", 1, PrincipalWorld.Operator(), _world.Request(), Token)).Failure,
            (await _world.Change.AmendAsync("ann", 1, profile, _world.Request(), Token)).Failure,
            (await _world.Change.EndSessionsAsync("gov", _world.Request(), Token)).Failure,
            (await _world.Giving.AddKeyAsync("gov", "key", _world.Request(), Token)).Failure,
            (await _world.Giving.SetPasswordAsync("gov", null, _world.Request(), Token)).Failure,
            (await _world.Giving.SetSecondFactorAsync("gov", _world.Request(), Token)).Failure,
            (await _world.Giving.AddCertificateAsync("gov", new string('a', 64), "tls", _world.Request(), Token)).Failure,
        ];
        Assert.All(refused, refusal => Assert.Equal(PrincipalFailure.NotManagedByCaller, refusal.Failure));
        Assert.Equal(["principal-created"], await _world.AuditedAsync("gov"));
    }
}
