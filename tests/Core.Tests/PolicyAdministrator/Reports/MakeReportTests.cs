using System.Runtime.CompilerServices;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.PolicyAdministrator.Reports;

public sealed class MakeReportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-Q4", "2026-10-01", "2027-01-01")]
    [InlineData("2027-Q1", "2027-01-01", "2027-04-01")]
    public void TryParse_Quarter_HasItsMonths(string text, string from, string until)
    {
        Assert.True(Quarter.TryParse(text, out var quarter));
        Assert.Equal((from, until, text), ($"{quarter.From:yyyy-MM-dd}", $"{quarter.Until:yyyy-MM-dd}", quarter.ToString()));
        Assert.True(quarter.Contains(quarter.From));
        Assert.False(quarter.Contains(quarter.Until));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-Q5")]
    [InlineData("2026-Q0")]
    [InlineData("2026q4")]
    [InlineData("+026-Q1")]
    [InlineData("9999-Q4")]
    [InlineData("0001-Q1")]
    public void TryParse_NoQuarter_IsRefused(string? text) => Assert.False(Quarter.TryParse(text, out _));

    [Fact]
    public async Task Run_CountsWhatFallsIntoTheQuarter()
    {
        var accounts = new AccountWorld();
        await accounts.AccountAsync("one", "1234", AccountState.Open);
        await accounts.AccountAsync("two", "5678", AccountState.Open, AccountState.Suspended);
        var ledger = new TokenLedger(accounts.Records);
        await ledger.AddAsync(LedgerTokenOf("one", "a", accounts.Time.GetUtcNow()), Token);
        await ledger.AddAsync(LedgerTokenOf("one", "b", accounts.Time.GetUtcNow().AddMonths(-3)), Token);
        var register = new RevocationRegister(accounts.Records, accounts.Time);
        await register.RevokeAsync(
            new RevocationNotice(Hierarchy.Policy.Crl.Issuer, new byte[] { 1 }, Hierarchy.End, RevocationReason.Superseded, "test"),
                Token);
        var report = await Report(accounts, ledger, register, new Complaints()).RunAsync(QuarterOf("2026-Q4"), Token);
        Assert.False(report.IsOver);
        var figures = report.Figures.ToDictionary(figure => $"{figure.Section}/{figure.Item}", figure => figure.Count);
        Assert.Equal((1L, 1L, 0L), (figures["accounts/open"], figures["accounts/suspended"], figures["accounts/closed"]));
        Assert.Equal((1L, 0L), (figures["tokens/issued"], figures["tokens/revoked"]));
        Assert.Equal((1L, 0L), (figures["certificates-revoked/superseded"], figures["certificates-revoked/keyCompromise"]));
        Assert.Equal((2L, 1L, 7L), (figures["acts/account-applied"], figures["acts/account-suspended"], figures["complaints/all"]));

        var before = await Report(accounts, ledger, register).RunAsync(QuarterOf("2026-Q3"), Token);
        Assert.True(before.IsOver);
        Assert.DoesNotContain(before.Figures, figure => figure.Section is "acts" or "complaints");
        Assert.Equal(1, before.Figures.Single(figure => figure is { Section: "tokens", Item: "issued" }).Count);
    }

    [Fact]
    public async Task Csv_HasALineForEachFigure()
    {
        var accounts = new AccountWorld();
        var report = await Report(accounts, new TokenLedger(accounts.Records), new RevocationRegister(accounts.Records, accounts.Time))
            .RunAsync(QuarterOf("2026-Q4"), Token);
        var lines = ReportCsv.Write(report).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("\"quarter\",\"section\",\"item\",\"count\"", lines[0]);
        Assert.Contains("\"2026-Q4\",\"accounts\",\"under-appeal\",\"0\"", lines);
        Assert.Equal(report.Figures.Count + 1, lines.Length);
    }

    private static Quarter QuarterOf(string text) =>
        Quarter.TryParse(text, out var quarter) ? quarter : throw new ArgumentException(text, nameof(text));

    private static MakeReport Report(
        AccountWorld accounts, TokenLedger ledger, RevocationRegister register, params IReportSource[] sources) =>
        new(accounts.Accounts, ledger, register, accounts.Audit, sources, accounts.Time);

    private static LedgerToken LedgerTokenOf(string account, string id, DateTimeOffset issuedAt) => new(
        account, id, "MAigBhYEMTIzNA==", IsCa: false, "SHA256 00", issuedAt, issuedAt.AddDays(1),
            new Core.Auditing.AuditParty("api-user", "x"),
        Address: null, Revocation: null);

    private sealed class Complaints : IReportSource
    {
        public async IAsyncEnumerable<ReportFigure> ListAsync(
            Quarter quarter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return new ReportFigure("complaints", "all", 7);
        }
    }
}
