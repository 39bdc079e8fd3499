using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Accounts;

/// <summary>A policy administrator's accounts, their log and their notices, over one store.</summary>
internal sealed class AccountWorld
{
    private int _requests;

    public AccountWorld(IRecords? records = null, ManualTime? time = null) =>
        (Records, Time) = (records ?? new MemoryRecords(), time ?? new ManualTime());

    public ManualTime Time { get; }

    public IRecords Records { get; }

    public ProviderAccounts Accounts => new(Records);

    public AuditLog Audit => new(Records, Time);

    public NoticeLog Notices => new(Records, Time);

    public AccountFollowUp FollowUp => FollowUpOver(Records);

    public ChangeAccount Change => ChangeOver(Records);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ProviderId Provider(string code) =>
        ProviderId.TryParse($"US/{code}", out var provider) ? provider : throw new ArgumentException(code, nameof(code));

    public static AccountProfile Profile(params string[] codes) => ProfileOf(codes.Select(Provider).ToArray()).Value;

    public static Outcome<AccountProfile, AccountRefusal> ProfileOf(
        IReadOnlyList<ProviderId> providers, string name = "Example Telephone", IReadOnlyList<AccountContact>? contacts = null,
        IReadOnlyList<EligibilityEvidence>? evidence = null, TechnicalOperator? technicalOperator = null) =>
        AccountProfile.Create(
            name, Hierarchy.UnitedStates, providers, contacts ?? [new AccountContact("technical", "Ann Example", "ann@example.com")],
            evidence ?? [], technicalOperator, mayDelegate: false);

    /// <summary>Another instance of the program, on a store of its own over the shared one.</summary>
    public ChangeAccount ChangeOver(IRecords records) => new(new ProviderAccounts(records), FollowUpOver(records), records, Time);

    public ActRequest Act(string reason = "as decided", string? requestId = null) =>
        ActRequest.TryCreate(
            new AuditParty("operator", "alice"), "192.0.2.1", reason, requestId ?? $"request-{Interlocked.Increment(ref _requests)}",
            out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(reason));

    /// <summary>An account that went through these states.</summary>
    public async Task<ProviderAccount> AccountAsync(string id, string code, params AccountState[] states)
    {
        var account = (await Change.ApplyAsync(id, Profile(code), Act(), Token)).Value;
        foreach (var state in states) account = await MoveAsync(account, state);
        return account;
    }

    public async Task<ProviderAccount> MoveAsync(ProviderAccount account, AccountState state) =>
        (await Change.MoveAsync(account.Id, account.Revision, state, Act(), Token)).Value;

    /// <summary>What the CAs were told, as "1 account-suspended US/1234".</summary>
    public async Task<IReadOnlyList<string>> ToldAsync() =>
        [.. (await Notices.ReadAsync(0, 1000, Token)).Notices.Select(TextOf)];

    /// <summary>What the log says was done to an account, in order.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync(string id)
    {
        var page = await Audit.ListAsync(new AuditFilter(Subject: new AuditParty("account", id)), cursor: null, 1000, Token);
        Assert.Null((await Audit.VerifyAsync(anchor: null, Token)).Break);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }

    private AccountFollowUp FollowUpOver(IRecords records) =>
        new(
            new ProviderAccounts(records), new AuditLog(records, Time), new NoticeLog(records, Time), records, Time,
            SystemRandom.Instance);

    private static string TextOf(PublishedNotice notice) =>
        $"{notice.Sequence} {KebabCase.Of(notice.Notice.Kind)} {((ProviderNotice)notice.Notice).Provider}";
}
