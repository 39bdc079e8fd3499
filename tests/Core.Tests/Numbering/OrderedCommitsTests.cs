using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

public sealed class OrderedCommitsTests : IDisposable
{
    private readonly NumberWorld _world = new();
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AuditLog Audit => new(_world.Records, _world.Time);

    private OrderedCommits Orders => new(_world.Commits, Audit, _world.Records, _world.Time);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Order_IsDoneByTheTimerAndAudited()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14155550100,1234\n", "14155550101,5678\n");
        Assert.Equal(NumberImportState.Ordered, (await OrderAsync(id, 2)).Value);
        Assert.Equal(NumberImportState.Ordered, (await OrderAsync(id, 2)).Value);
        Assert.Equal(NumberImportState.Ordered, (await _world.Imports.FindAsync(id, Token))!.State);
        Assert.Equal("-", await _world.LookUpAsync("14155550101"));
        Assert.Equal(1, await Orders.RunAsync(Token));
        Assert.Equal("14155550101 US/5678", await _world.LookUpAsync("14155550101"));
        Assert.Equal(NumberImportState.Committed, (await _world.Imports.FindAsync(id, Token))!.State);
        Assert.Equal(NumberImportState.Committed, (await OrderAsync(id, 2)).Value);
        Assert.Equal(0, await Orders.RunAsync(Token));
        Assert.Equal("numbers-commit-ordered", (await Audit.FindAsync(1, Token))!.Act.Action);
        Assert.Null(await Audit.FindAsync(2, Token));
    }

    [Fact]
    public async Task Order_PartsMissing_IsRefusedAtOnce()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14155550100,1234\n");
        Assert.Equal(NumberImportFailure.PartsMissing, (await OrderAsync(id, 2)).Failure.Reason);
        Assert.Equal(NumberImportFailure.Unknown, (await OrderAsync(NumberImportId.New(SystemRandom.Instance), 1)).Failure.Reason);
        Assert.Equal(0, await Orders.RunAsync(Token));
    }

    [Fact]
    public async Task Run_RowsThatContradict_KeepsTheTableAndSaysWhy()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14155550100,1234\n");
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14155550100,1234\n", "14155550100,5678\n");
        await OrderAsync(id, 2);
        Assert.Equal(1, await Orders.RunAsync(Token));
        var status = (await _world.Imports.FindAsync(id, Token))!;
        Assert.Equal((NumberImportState.Receiving, NumberImportFailure.Rows), (status.State, status.Refusal!.Reason));
        Assert.Equal(RowFault.Conflict, Assert.Single(status.Refusal.Errors!.First).Fault);
        Assert.Equal("14155550100 US/1234", await _world.LookUpAsync("14155550100"));
    }

    [Fact]
    public async Task Run_TwoInstancesAtOnce_CommitsOnce()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14155550100,1234\n");
        await OrderAsync(id, 1);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Orders.RunAsync(Token).AsTask())));
        await Orders.RunAsync(Token);
        Assert.Equal(1, (await _world.Imports.FindAsync(id, Token))!.Receipt!.Version);
    }

    private async Task<Outcome<NumberImportState, NumberImportRefusal>> OrderAsync(NumberImportId id, int parts)
    {
        Assert.True(ActRequest.TryCreate(new AuditParty("operator", "alice"), "192.0.2.1", "weekly", $"r{_requests++}", out var act,
            out _));
        return await Orders.OrderAsync(id, parts, act, Token);
    }
}
