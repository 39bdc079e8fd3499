using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Storage;
using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

/// <summary>A disk that refuses: every caller is answered, and what was answered before is still there.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly byte[] Large = Encoding.UTF8.GetBytes($"\"{new string('x', 700_000)}\"");

    private readonly DiskFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task WriteRefusedHalfway_IsCutBack_WhateverTheRefusal()
    {
        await _folder.Store.DisposeAsync();
        var disk = new FussyDisk();
        await using (var store = Open(disk))
        {
            disk.RefusesAppends = true;
            await Assert.ThrowsAsync<StorageException>(async () => await store.Records.TryInsertAsync(New("refused"), Token));
            disk.RefusesAppends = false;
            Assert.NotNull(await store.Records.TryInsertAsync(New("taken"), Token));
        }

        await _folder.ReopenAsync();
        Assert.Equal(["taken"], (await _folder.Store.Records.ListAsync("t", "p", null, 10, Token)).Records.Select(record => record.Key.Row));
    }

    [Fact]
    public async Task CompactionRefused_IsNotTriedAtEachBatch_AndEveryChangeIsAnswered()
    {
        await _folder.Store.DisposeAsync();
        var disk = new FussyDisk { RefusesNewFiles = true };
        ETag etag;
        await using (var store = Open(disk))
        {
            etag = (await store.Records.TryInsertAsync(New("busy") with { Document = Large }, Token))!.Value;
            for (var round = 0; round < 15; round++) etag = (await store.Records.TryReplaceAsync(New("busy") with { Document = Large }, etag, Token))!.Value;
        }

        // 16 documents of 0.7 MB: tried when 4 MiB were passed, and again 4 MiB later.
        Assert.InRange(disk.Refused, 1, 2);
        await _folder.ReopenAsync();
        Assert.Equal(etag, (await _folder.Store.Records.FindAsync(New("busy").Key, Token))!.ETag);
    }

    [Fact]
    public async Task FolderThatCannotBeOpened_IsAnOutage_AndLeavesNothingOpen()
    {
        await _folder.Store.DisposeAsync();
        var blobs = Path.Combine(_folder.Path, "blobs");
        Directory.Delete(blobs, recursive: true);
        await File.WriteAllTextAsync(blobs, "no folder", Token);
        var disk = new FussyDisk();
        Assert.Throws<StorageException>(() => Open(disk));
        Assert.Equal(0, disk.OpenFiles);
        File.Delete(blobs);
        await _folder.ReopenAsync();
    }

    private static NewRecord New(string row) => new(new RecordKey("t", "p", row), "1"u8.ToArray());

    private LocalStore Open(FussyDisk disk) => LocalStore.Open(_folder.Path, disk, _folder.Options, NullLoggerFactory.Instance);

    /// <summary>Refuses as file systems on a network do: by permission, after some octets went through.</summary>
    private sealed class FussyDisk : IJournalDisk
    {
        public bool RefusesAppends { get; set; }

        public bool RefusesNewFiles { get; init; }

        public int Refused { get; private set; }

        public int OpenFiles { get; private set; }

        public long Free => long.MaxValue;

        public IJournalFile Open(string path)
        {
            if (RefusesNewFiles && path.EndsWith(".new", StringComparison.Ordinal))
            {
                Refused++;
                throw new UnauthorizedAccessException("Permission denied");
            }

            OpenFiles++;
            return new Fussy(this, new JournalFile(path));
        }

        public bool TryReserve(long octets) => true;

        public void Release()
        {
        }

        private sealed class Fussy(FussyDisk disk, JournalFile inner) : IJournalFile
        {
            public long Length => inner.Length;

            public int Read(long offset, Span<byte> buffer) => inner.Read(offset, buffer);

            public void Append(ReadOnlySpan<byte> octets)
            {
                inner.Append(disk.RefusesAppends ? octets[..5] : octets);
                if (disk.RefusesAppends) throw new UnauthorizedAccessException("Permission denied");
            }

            public void Flush() => inner.Flush();

            public void Cut(long length) => inner.Cut(length);

            public void Dispose()
            {
                inner.Dispose();
                disk.OpenFiles--;
            }
        }
    }
}
