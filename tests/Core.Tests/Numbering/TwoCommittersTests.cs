using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;

namespace Shaken.Core.Tests.Numbering;

/// <summary>Several instances that commit at once, and one that stands still meanwhile.</summary>
public sealed class TwoCommittersTests : IDisposable
{
    private readonly NumberWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Commit_ManyDeltasAtOnce_AppliesEachOnce()
    {
        // The store yields at every call, so the committers interleave.
        var store = new FailingStore(_world.Memory.Records, _world.Memory.Blobs);
        (_world.Records, _world.Blobs) = (store, store.Blobs);
        const int Committers = 6;
        var ids = new List<NumberImportId>();
        for (var committer = 0; committer < Committers; committer++)
        {
            ids.Add(await _world.PrepareAsync(NumberImportKind.Delta, $"1{committer}*,OCN{committer}\n"));
        }

        var versions = await Task.WhenAll(ids.Select(id => Task.Run(() => CommitUntilDoneAsync(id), Token)));
        Assert.Equal(Enumerable.Range(1, Committers).Select(version => (long)version), versions.Order());
        for (var committer = 0; committer < Committers; committer++)
        {
            Assert.Equal($"1{committer}* US/OCN{committer}", await _world.LookUpAsync($"1{committer}"));
        }
    }

    [Fact]
    public async Task Commit_OneImportManyTimesAtOnce_MakesOneTable()
    {
        var store = new FailingStore(_world.Memory.Records, _world.Memory.Blobs);
        (_world.Records, _world.Blobs) = (store, store.Blobs);
        var id = await _world.PrepareAsync(NumberImportKind.Delta, "14*,A\n");
        var versions = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => CommitUntilDoneAsync(id), Token)));
        Assert.Equal([1], versions.Distinct());
    }

    [Fact]
    public async Task Commit_WhileAnotherMerges_IsBusy()
    {
        var (stalled, stalledCommit) = await StallAsync("14*,STALLED\n");
        var other = await _world.PrepareAsync(NumberImportKind.Delta, "15*,OTHER\n");
        Assert.Equal(NumberImportFailure.Busy, (await _world.CommitAsync(other, 1)).Failure.Reason);
        Assert.Equal(NumberImportState.Merging, (await _world.Imports.FindAsync(stalled.Import, Token))!.State);
        stalled.GoOn.SetResult();
        Assert.True((await stalledCommit).IsSuccess);
        Assert.True((await _world.CommitAsync(other, 1)).IsSuccess);
        Assert.Equal("14* US/STALLED", await _world.LookUpAsync("14"));
    }

    [Fact]
    public async Task Commit_ThatStoodStillAndWasTakenOver_ChangesNothing()
    {
        var (stalled, stalledCommit) = await StallAsync("14*,STALLED\n");
        _world.Time.Advance(_world.Options.MergeLease);
        await _world.ImportAsync(NumberImportKind.Delta, "15*,OTHER\n");
        stalled.GoOn.SetResult();
        Assert.Equal(NumberImportFailure.Busy, (await stalledCommit).Failure.Reason);
        Assert.Equal("-", await _world.LookUpAsync("14"));
        Assert.Equal(2, (await _world.CommitAsync(stalled.Import, 1)).Value.Version);
        Assert.Equal("14* US/STALLED", await _world.LookUpAsync("14"));
        Assert.Equal("15* US/OTHER", await _world.LookUpAsync("15"));
    }

    [Fact]
    public async Task Commit_ThatStoodStillUntilItsBlobsWereRemoved_ChangesNothing()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,OLD\n");
        var (stalled, stalledCommit) = await StallAsync("14*,STALLED\n");
        _world.Time.Advance(_world.Options.MergeLease + ClockTolerance.Instances);
        await _world.Removal.RunAsync(Token);
        stalled.GoOn.SetResult();
        Assert.Equal(NumberImportFailure.Busy, (await stalledCommit).Failure.Reason);
        Assert.Equal("14* US/OLD", await _world.LookUpAsync("14"));
    }

    [Fact]
    public async Task Commit_CallerLeaves_LetsTheNextOneCommitAtOnce()
    {
        using var leaving = new CancellationTokenSource();
        var id = await _world.PrepareAsync(NumberImportKind.Delta, "14*,A\n");
        _world.Blobs = Stalling(_world.Memory.Blobs, leaving.CancelAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _world.Commits.RunAsync(id, 1, progress: null, leaving.Token));
        _world.Blobs = _world.Memory.Blobs;
        Assert.True((await _world.CommitAsync(id, 1)).IsSuccess);
    }

    private async Task<long> CommitUntilDoneAsync(NumberImportId id)
    {
        while (true)
        {
            var outcome = await _world.CommitAsync(id, 1);
            if (outcome.TryGet(out var receipt, out var refusal)) return receipt.Version;
            Assert.Equal(NumberImportFailure.Busy, refusal.Reason);
            await Task.Yield();
        }
    }

    /// <summary>A commit that stands still before it writes its first segment.</summary>
    private async Task<(Stalled Stalled, Task<Outcome<NumberImportReceipt, NumberImportRefusal>> Commit)> StallAsync(string csv)
    {
        var id = await _world.PrepareAsync(NumberImportKind.Delta, csv);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _world.Blobs = Stalling(_world.Memory.Blobs, () =>
        {
            reached.SetResult();
            return goOn.Task;
        });
        var commit = Task.Run(() => _world.CommitAsync(id, 1), Token);
        await reached.Task;
        _world.Blobs = _world.Memory.Blobs;
        return (new Stalled(id, goOn), commit);
    }

    private sealed record Stalled(NumberImportId Import, TaskCompletionSource GoOn);

    /// <summary>Lets something happen before the first write.</summary>
    private static InterceptedBlobs Stalling(IBlobs inner, Func<Task> beforeFirst) =>
        new(inner) { Hook = StoreHooks.OnceBefore(call => call.Operation == StoreOperation.Insert, beforeFirst) };
}
