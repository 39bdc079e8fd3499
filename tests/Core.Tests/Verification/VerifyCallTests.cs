using Shaken.Contracts;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Taking;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Tests.Verification.Treatment;
using Shaken.Core.Tests.Verification.Verdicts;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Statistics;
using Shaken.Core.Verification.Verdicts;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification;

/// <summary>A call from the CPS to its treatment.</summary>
public sealed class VerifyCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_PolicyCannotBeRead_TakesNothingFromTheCps()
    {
        var isDown = true;
        var records = new InterceptedRecords(new MemoryRecords())
        {
            Hook = (_, next) => isDown ? throw new StorageException("down") : next(),
        };
        var verdicts = await VerdictWorld.NewAsync();
        var held = new CountedCps();
        var treatments = new TreatmentWorld(records, verdicts.World.Time).Treatments;
        using var metrics = new CallMetrics();
        var verify = new VerifyCall(held, verdicts.Verifier, treatments, new CallCounts(metrics, verdicts.World.Time));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var tenant = new Tenant(TreatmentWorld.Tenant, "North", provider, RestDialect.Both, IsActive: true, Revision: 1);
        var order = new VerificationOrder(tenant, VerdictWorld.Call(), "atis", default);
        await Assert.ThrowsAsync<StorageException>(async () => await verify.VerifyAsync(order, VerificationRules.Default, Token));
        Assert.Equal(0, held.Taken);

        isDown = false;
        await verify.VerifyAsync(order, VerificationRules.Default, Token);
        Assert.Equal(1, held.Taken);
    }

    /// <summary>A CPS that holds nothing and counts who asks.</summary>
    private sealed class CountedCps : IHeldPassports
    {
        public int Taken { get; private set; }

        public ValueTask<HeldPassports> TakeAsync(CallNumbers call, CancellationToken cancellationToken)
        {
            Taken++;
            return ValueTask.FromResult(HeldPassports.None);
        }

        public ValueTask<HeldPassports> TakeAsync(CallNumbers call, ProviderId reader, CancellationToken cancellationToken) =>
            TakeAsync(call, cancellationToken);
    }
}
