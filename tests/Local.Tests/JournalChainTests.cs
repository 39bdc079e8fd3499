using Shaken.Core.Storage;
using Shaken.Local.Journals;
using Shaken.Local.Records;

namespace Shaken.Local.Tests;

/// <summary>
/// A journal whose frames are each sound and not all there, or not in their order, is refused; an older one is read and upgraded.
/// </summary>
public sealed class JournalChainTests : IAsyncLifetime
{
    private readonly DiskFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IRecords Records => _folder.Store.Records;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(0, 2, 3)]
    [InlineData(0, 1, 3)]
    [InlineData(0, 0, 1, 2, 3)]
    [InlineData(0, 1, 1, 2, 3)]
    [InlineData(0, 1, 2, 3, 3)]
    [InlineData(0, 2, 1, 3)]
    [InlineData(0, 1, 3, 2)]
    public async Task Open_WholeFramesDroppedDoubledOrSwapped_Refuses(params int[] order)
    {
        var frames = await WriteFourAsync();
        var changed = frames.With(order);
        Assert.Contains("dropped, doubled or moved", await RefusalOfAsync(changed), StringComparison.Ordinal);
        Assert.Equal(changed, await File.ReadAllBytesAsync(_folder.Journal, Token));
        await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, frames.With(0, 1, 2, 3)));
    }

    [Fact]
    public async Task Open_FramesOfAnotherJournal_Refuses()
    {
        var frames = await WriteFourAsync();
        await using var other = new DiskFolder();
        for (var row = 0; row < 4; row++) await other.Store.Records.TryInsertAsync(New($"{row}"), Token);
        var foreign = JournalFrames.Of(await other.ReadJournalAsync());
        Assert.Equal(frames.Frames[3].Length, foreign.Frames[3].Length);
        byte[] mixed = [.. frames.With(0, 1, 2), .. foreign.Frames[3]];
        await RefusalOfAsync(mixed);
        await RefusalOfAsync([.. foreign.Beginning, .. frames.Frames.SelectMany(frame => frame)]);
        await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, frames.With(0, 1, 2, 3)));
    }

    [Fact]
    public async Task Append_AfterReopenings_ContinuesTheChain()
    {
        for (var row = 0; row < 5; row++)
        {
            await Records.TryInsertAsync(New($"{row}"), Token);
            await _folder.ReopenAsync();
        }

        var octets = JournalFrames.Of(await _folder.ReadJournalAsync());
        Assert.Equal(5, octets.Frames.Count);
        Assert.Equal(5, (await Records.ListAsync("t", "p", null, 10, Token)).Records.Count);
    }

    [Fact]
    public async Task Open_BeginningDamaged_Refuses()
    {
        var frames = await WriteFourAsync();
        var whole = frames.With(0, 1, 2, 3);
        for (var offset = 0; offset < JournalFormat.Length; offset++)
        {
            var damaged = whole.ToArray();
            damaged[offset] ^= 1;
            await RefusalOfAsync(damaged);
        }

        await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, whole));
    }

    [Fact]
    public async Task Open_TornWhileItWasMade_OpensEmpty()
    {
        var beginning = await _folder.ReadJournalAsync();
        Assert.Equal(JournalFormat.Length, beginning.Length);
        for (var length = 0; length < beginning.Length; length++)
        {
            await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, beginning[..length]));
            Assert.NotNull(await Records.TryInsertAsync(New("first"), Token));
            await _folder.ReopenAsync();
            Assert.NotNull(await Records.FindAsync(New("first").Key, Token));
        }
    }

    [Fact]
    public async Task Open_OldFormat_ReadsItAndWritesItAnew()
    {
        var expired = New("expired") with { ExpiresAt = _folder.Time.GetUtcNow().AddHours(-1) };
        var old = JournalFrames.Old(New("a"), New("b"), New("a") with { Document = "2"u8.ToArray() }, expired);
        using var logs = new Logs();
        await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, old), loggers: logs);
        Assert.Contains(8141, logs.Ids);
        Assert.Equal("2"u8.ToArray(), (await Records.FindAsync(New("a").Key, Token))!.Document.ToArray());
        Assert.NotNull(await Records.FindAsync(New("b").Key, Token));
        Assert.Equal(RecordVersion.ToETag(5), await Records.TryInsertAsync(New("c"), Token));
        Assert.Equal(2, JournalFrames.Of(await _folder.ReadJournalAsync()).Frames.Count);
        Assert.Equal(RecordVersion.ToETag(3), (await Records.FindAsync(New("a").Key, Token))!.ETag);
    }

    [Fact]
    public async Task Open_OldFormatTornAtEveryOctet_OpensWithAllBefore()
    {
        var first = JournalFrames.Old(New("first"));
        var whole = JournalFrames.Old(New("first"), New("second"));
        for (var length = first.Length; length < whole.Length; length++)
        {
            await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, whole[..length]));
            Assert.NotNull(await Records.FindAsync(New("first").Key, Token));
            Assert.Null(await Records.FindAsync(New("second").Key, Token));
        }
    }

    [Fact]
    public async Task Open_OldFormatDamagedInTheMiddle_RefusesAndLeavesIt()
    {
        var damaged = JournalFrames.Old(New("first"), New("second"), New("third"));
        damaged[damaged.Length / 2] ^= 1;
        await RefusalOfAsync(damaged);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_folder.Journal, Token));
        await _folder.ReopenAsync(() => File.Delete(_folder.Journal));
    }

    // A program from before reads the first frame, finds an edit of no kind that it knows, and refuses the journal; it would cut off a
    // tail that it cannot read.
    [Fact]
    public async Task Beginning_IsASoundOldFrame_ThatAnOldProgramRefuses()
    {
        var beginning = await _folder.ReadJournalAsync();
        Assert.True(OldFrame.TryReadLength(beginning, out var length));
        Assert.Equal(beginning.Length - OldFrame.HeaderLength, length);
        Assert.True(OldFrame.IsSound(beginning));
        Assert.Throws<InvalidDataException>(() =>
        {
            ReadOnlySpan<byte> payload = beginning.AsSpan(OldFrame.HeaderLength + 8);
            RecordOctets.Read(ref payload);
        });
    }

    [Theory]
    [InlineData(3, "use a newer one")]
    [InlineData(255, "another process")]
    public async Task Open_FormatNotOfThisProgram_Refuses(byte version, string words)
    {
        var whole = await _folder.ReadJournalAsync();
        whole[OldFrame.HeaderLength + 15] = version;
        OldFrame.WriteHeader(whole, whole.AsSpan(OldFrame.HeaderLength));
        Assert.Contains(words, await RefusalOfAsync(whole), StringComparison.Ordinal);
        await _folder.ReopenAsync(() => File.Delete(_folder.Journal));
    }

    private async Task<string> RefusalOfAsync(byte[] journal) =>
        (await Assert.ThrowsAsync<StorageException>(() => _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, journal)))).Message;

    private async Task<JournalFrames> WriteFourAsync()
    {
        for (var row = 0; row < 4; row++) await Records.TryInsertAsync(New($"{row}"), Token);
        var frames = JournalFrames.Of(await _folder.ReadJournalAsync());
        Assert.Equal(4, frames.Frames.Count);
        return frames;
    }

    private static NewRecord New(string row) => new(new RecordKey("t", "p", row), "1"u8.ToArray());
}
