using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Base;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;

namespace Shaken.Benchmarks;

/// <summary>
/// The delegation base copied by what changed: its time, what it allocates, and the most memory that lives while it is written. The store
/// makes each record when it is asked for, so that the memory is the copy's own.
/// </summary>
internal static class DelegationFigures
{
    private const int RowsBetweenLooks = 20_000;

    public static async Task RunAsync(int grants)
    {
        Console.WriteLine("| events | rows | seconds | allocated a row, octets | most memory alive, MiB | gzip, MiB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var count in (int[])[grants / 10, grants]) Console.WriteLine(await CopyAsync(count));
    }

    private static async Task<string> CopyAsync(int count)
    {
#pragma warning disable RS0030 // A composition root.
        var time = TimeProvider.System;
#pragma warning restore RS0030
        var records = new EventRecords(count, time.GetUtcNow());
        var audit = new AuditLog(records, time);
        var customers = new DelegationCustomers(audit, records, time, SystemRandom.Instance);
        var numbers = new NumberGrants(
            customers, new LendingProviders([], new NoNumbers()), new GrantRules(TimeSpan.FromDays(366)), audit, records, time,
            SystemRandom.Instance);
        var delegations = new DelegationBase(customers, numbers, records, time);

        var until = await delegations.FindCursorAsync(CancellationToken.None);
        var (before, allocated, start) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetTotalAllocatedBytes(), time.GetTimestamp());
        var (rows, most) = (0L, 0L);
        await using var output = new CountedStream();
        await using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        await using (var writer = new StreamWriter(gzip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            await foreach (var row in delegations.ListChangesAsync(0, until, CancellationToken.None))
            {
                await writer.WriteAsync(row.ToCsv());
                await writer.WriteAsync('\n');
                if (++rows % RowsBetweenLooks == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        var seconds = time.GetElapsedTime(start).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {count:N0} | {rows:N0} | {seconds:F1} | {(GC.GetTotalAllocatedBytes() - allocated) / rows:N0} | "
            + $"{most / 1048576.0:F1} | {output.Octets / 1048576.0:F1} |");
    }

    private sealed class NoNumbers : INumberDirectory
    {
        public ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken) =>
            new((NumberAssignment?)null);
    }

    private sealed class CountedStream : Stream
    {
        public long Octets { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Octets;

        public override long Position
        {
            get => Octets;
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
            // Nothing is kept.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Octets += count;
    }

    // A log of grants that were made, and of withdrawals, one of three events.
    private sealed class EventRecords(int count, DateTimeOffset now) : IRecords
    {
        private const int BlockSize = 256;

        public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
        {
            if (key is not { Table: "delegation-base-index", Partition: "head" }) return new((StoredRecord?)null);
            var head = JsonSerializer.SerializeToUtf8Bytes(
                new LogHeadDocument(count, DocumentOf(count)), NumberedLogJson.Default.LogHeadDocument);
            return new(new StoredRecord(key, head, ExpiresAt: null, new ETag("head")));
        }

        public ValueTask<RecordPage> ListAsync(
            string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
        {
            var block = long.Parse(partition, CultureInfo.InvariantCulture);
            var records = new List<StoredRecord>();
            for (var number = (block * BlockSize) + 1; number <= Math.Min((block + 1) * BlockSize, count); number++)
            {
                var key = new RecordKey(table, partition, string.Create(CultureInfo.InvariantCulture, $"{number:D19}"));
                records.Add(new StoredRecord(key, DocumentOf(number), ExpiresAt: null, new ETag("entry")));
            }

            return new(new RecordPage(records, Continuation: null));
        }

        public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(
            IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private byte[] DocumentOf(long number)
        {
            var what = number % 3 == 0 ? DelegationEvent.Ended : DelegationEvent.Begun;
            var first = 14_150_000_000 + (number * 100);
            var entry = new DelegationLogDocument(
                $"customer-{number % 1000}.{number}", what, ["US/OSP1"],
                [string.Create(CultureInfo.InvariantCulture, $"{first}-{first + 99}")], now);
            return JsonSerializer.SerializeToUtf8Bytes(entry, DelegationLogJson.Default.DelegationLogDocument);
        }
    }
}
