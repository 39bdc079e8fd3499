using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Reports;

/// <summary>A figure of a report.</summary>
/// <param name="Section">What it counts, such as <c>accounts</c>.</param>
/// <param name="Item">Of which kind, such as <c>open</c>.</param>
public sealed record ReportFigure(string Section, string Item, long Count);

/// <summary>What the policy administrator tells the governance authority about a quarter.</summary>
/// <param name="IsOver">Whether the quarter has ended: otherwise the figures grow still.</param>
public sealed record QuarterReport(Quarter Quarter, DateTimeOffset MadeAt, bool IsOver, IReadOnlyList<ReportFigure> Figures);

/// <summary>
/// Figures of others for the report: of the certificates that the CA of the same deployment issued, of complaints. A report has the
/// sections for which there is a source, and never a zero where nothing is known.
/// </summary>
public interface IReportSource
{
    IAsyncEnumerable<ReportFigure> ListAsync(Quarter quarter, CancellationToken cancellationToken);
}

/// <summary>
/// Makes reports: accounts by state as they are now, tokens issued in the quarter and revoked of these, certificates revoked by reason,
/// and the acts of the audit log. It reads all of it once, a page at a time.
/// </summary>
public sealed class MakeReport
{
    private readonly ProviderAccounts _accounts;
    private readonly TokenLedger _tokens;
    private readonly RevocationRegister _register;
    private readonly AuditLog _audit;
    private readonly IEnumerable<IReportSource> _sources;
    private readonly TimeProvider _time;

    public MakeReport(
        ProviderAccounts accounts, TokenLedger tokens, RevocationRegister register, AuditLog audit, IEnumerable<IReportSource> sources,
        TimeProvider time) =>
        (_accounts, _tokens, _register, _audit, _sources, _time) = (accounts, tokens, register, audit, sources, time);

    public async ValueTask<QuarterReport> RunAsync(Quarter quarter, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var figures = new List<ReportFigure>();
        await AddAccountsAsync(quarter, figures, cancellationToken);
        await AddRevocationsAsync(quarter, figures, cancellationToken);
        await AddActsAsync(quarter, figures, cancellationToken);
        foreach (var source in _sources)
        {
            await foreach (var figure in source.ListAsync(quarter, cancellationToken)) figures.Add(figure);
        }

        return new QuarterReport(quarter, now, now >= quarter.Until, figures);
    }

    private async ValueTask AddAccountsAsync(Quarter quarter, List<ReportFigure> figures, CancellationToken cancellationToken)
    {
        var byState = Enum.GetValues<AccountState>().ToDictionary(state => state, _ => 0L);
        var (issued, revoked) = (0L, 0L);
        string? continuation = null;
        do
        {
            var page = await _accounts.ListAsync(continuation, StorageLimits.Page, cancellationToken);
            foreach (var account in page.Accounts)
            {
                byState[account.State]++;
                await foreach (var token in TokensOfAsync(account.Id, cancellationToken))
                {
                    if (!quarter.Contains(token.IssuedAt)) continue;
                    issued++;
                    if (token.Revocation is not null) revoked++;
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        figures.AddRange(byState.Select(pair => new ReportFigure("accounts", KebabCase.Of(pair.Key), pair.Value)));
        figures.Add(new ReportFigure("tokens", "issued", issued));
        figures.Add(new ReportFigure("tokens", "revoked", revoked));
    }

    private async IAsyncEnumerable<LedgerToken> TokensOfAsync(
        string accountId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _tokens.ListAsync(accountId, continuation, StorageLimits.Page, cancellationToken);
            foreach (var token in page.Tokens) yield return token;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async ValueTask AddRevocationsAsync(Quarter quarter, List<ReportFigure> figures, CancellationToken cancellationToken)
    {
        var byReason = Enum.GetValues<RevocationReason>().ToDictionary(reason => reason, _ => 0L);
        await foreach (var entry in _register.ListAsync(cancellationToken))
        {
            if (quarter.Contains(entry.RegisteredAt)) byReason[entry.Reason]++;
        }

        figures.AddRange(byReason.Where(pair => pair.Key != RevocationReason.RemoveFromCrl)
            .Select(pair => new ReportFigure("certificates-revoked", pair.Key.Text(), pair.Value)));
    }

    private async ValueTask AddActsAsync(Quarter quarter, List<ReportFigure> figures, CancellationToken cancellationToken)
    {
        var byAction = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var filter = new AuditFilter(quarter.From, quarter.Until);
        string? cursor = null;
        do
        {
            var page = await _audit.ListAsync(filter, cursor, StorageLimits.Page, cancellationToken);
            foreach (var entry in page.Entries) byAction[entry.Act.Action] = byAction.GetValueOrDefault(entry.Act.Action) + 1;
            cursor = page.Cursor;
        }
        while (cursor is not null);
        figures.AddRange(byAction.Select(pair => new ReportFigure("acts", pair.Key, pair.Value)));
    }
}
