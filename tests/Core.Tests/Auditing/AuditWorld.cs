using Shaken.Core.Auditing;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Auditing;

/// <summary>An audit log, and somebody who can write to its store.</summary>
internal sealed class AuditWorld
{
    public static readonly AuditParty Alice = new("operator", "alice");
    public static readonly AuditParty Bob = new("operator", "bob");

    private int _acts;

    public AuditWorld(IRecords? records = null) => Records = records ?? new MemoryRecords();

    public ManualTime Time { get; } = new();

    public IRecords Records { get; }

    public AuditLog Log => new(Records, Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public AuditAct Act(
        string? id = null, AuditParty? actor = null, string subject = "one", string? reason = "because",
        IReadOnlyList<AuditChange>? changes = null) =>
        new(
            id ?? $"act-{++_acts}", Time.GetUtcNow(), actor ?? Alice, "192.0.2.1", new AuditParty("account", subject), "account-open",
            reason, changes ?? []);

    public async Task AppendAsync(int count, TimeSpan apart = default, AuditParty? actor = null, string subject = "one")
    {
        for (var number = 0; number < count; number++)
        {
            await Log.AppendAsync(Act(actor: actor, subject: subject), Token);
            Time.Advance(apart);
        }
    }

    public async Task<IReadOnlyList<AuditEntry>> AllAsync(AuditFilter? filter = null, int pageSize = 7)
    {
        var entries = new List<AuditEntry>();
        string? cursor = null;
        do
        {
            var page = await Log.ListAsync(filter ?? new AuditFilter(), cursor, pageSize, Token);
            entries.AddRange(page.Entries);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return entries;
    }

    /// <summary>Changes what is stored, past the log. Null: deletes it.</summary>
    public async Task TamperAsync(long number, Func<byte[], byte[]>? change)
    {
        var key = new RecordKey("audit", $"{(number - 1) / 256:D16}", $"{number:D19}");
        var record = (await Records.FindAsync(key, Token))!;
        if (change is null) Assert.True(await Records.TryDeleteAsync(key, record.ETag, Token));
        else Assert.NotNull(await Records.TryReplaceAsync(new NewRecord(key, change(record.Document.ToArray())), record.ETag, Token));
    }
}
