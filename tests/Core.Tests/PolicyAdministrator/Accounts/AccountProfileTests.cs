using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;

namespace Shaken.Core.Tests.PolicyAdministrator.Accounts;

public sealed class AccountProfileTests
{
    private static readonly ProviderId[] One = [AccountWorld.Provider("1234")];
    private static readonly DateOnly Day = new(2026, 12, 31);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<Outcome<AccountProfile, AccountRefusal>>> Refused => new()
    {
        { "name", () => AccountWorld.ProfileOf(One, name: "two\nlines") },
        { "name", () => AccountWorld.ProfileOf(One, name: new string('x', 201)) },
        { "codes", () => AccountWorld.ProfileOf([]) },
        { "codes", () => AccountWorld.ProfileOf([.. Enumerable.Range(0, 65).Select(number => AccountWorld.Provider($"A{number}"))]) },
        { "twice", () => AccountWorld.ProfileOf([.. One, .. One]) },
        { "contacts", () => AccountWorld.ProfileOf(One, contacts: []) },
        { "email", () => AccountWorld.ProfileOf(One, contacts: [new AccountContact("legal", "Ann", "ann@example.com, eve@example.com")]) },
        { "email", () =>
            AccountWorld.ProfileOf(One, contacts: [new AccountContact("legal", "Ann", "ann@example.com\r\nBcc: eve@example.com")]) },
        { "email", () => AccountWorld.ProfileOf(One, contacts: [new AccountContact("legal", "Ann", "ann")]) },
        { "role", () => AccountWorld.ProfileOf(One, contacts: [new AccountContact("", "Ann", "ann@example.com")]) },
        { "kind", () => AccountWorld.ProfileOf(One, evidence: [new EligibilityEvidence("", "1", null, 0)]) },
        { "reference", () => AccountWorld.ProfileOf(One, evidence: [new EligibilityEvidence("licence", "\u202e1", null, 0)]) },
        { "warning", () => AccountWorld.ProfileOf(One, evidence: [new EligibilityEvidence("licence", "1", Day, -1)]) },
        { "operator", () => AccountWorld.ProfileOf(One, technicalOperator: new TechnicalOperator("", "A-1", Day, null)) },
        { "agreement", () => AccountWorld.ProfileOf(One, technicalOperator: new TechnicalOperator("Op", "", Day, null)) },
        { "end", () => AccountWorld.ProfileOf(One, technicalOperator: new TechnicalOperator("Op", "A-1", Day, Day.AddDays(-1))) },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Create_OfAPartBeyondItsBounds_IsRefusedByName(string part, Func<Outcome<AccountProfile, AccountRefusal>> create)
    {
        var refusal = create().Failure;
        Assert.Equal(AccountFailure.ProfileNotAllowed, refusal.Failure);
        Assert.Contains(part, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_WithEveryPart_IsReadBackAsItWas()
    {
        var world = new AccountWorld();
        var evidence = new EligibilityEvidence("registration", "RMD-1", Day, 30);
        var technical = new TechnicalOperator("Öperator", "A-1", Day, Day.AddDays(365));
        var profile = AccountWorld.ProfileOf(One, evidence: [evidence], technicalOperator: technical).Value;
        await world.Change.ApplyAsync("one", profile, world.Act(), Token);
        var read = (await world.Accounts.FindAsync("one", Token))!.Profile;
        Assert.Equal(
            (profile.Name, profile.Country, technical, profile.MayDelegate),
            (read.Name, read.Country, read.Operator, read.MayDelegate));
        Assert.Equal([evidence], read.Evidence);
        Assert.Equal(profile.Contacts, read.Contacts);
        Assert.Equal(One, read.Providers);
    }

    [Theory]
    [InlineData(-31, 0, false)]
    [InlineData(-30, 1, false)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    public async Task Warnings_OfEvidenceThatExpires_BeginInTime(int days, int count, bool hasExpired)
    {
        var world = new AccountWorld();
        EligibilityEvidence[] evidence = [new("registration", "RMD-1", Day, 30), new("licence", "L-1", null, 30)];
        var account =
            (await world.Change.ApplyAsync("one", AccountWorld.ProfileOf(One, evidence: evidence).Value, world.Act(), Token)).Value;
        var warnings = account.WarningsOn(Day.AddDays(days)).ToList();
        Assert.Equal(count, warnings.Count);
        Assert.All(warnings, warning => Assert.Equal((evidence[0], hasExpired), (warning.Evidence, warning.HasExpired)));
    }

    [Fact]
    public void Warnings_OfEvidenceAtTheEndOfTime_AreNone()
    {
        var account = new ProviderAccount(
            "one", AccountWorld.ProfileOf(One, evidence: [new("licence", "1", DateOnly.MinValue, 366)]).Value, AccountState.Open, 1,
            default, default);
        Assert.Single(account.WarningsOn(Day));
    }
}
