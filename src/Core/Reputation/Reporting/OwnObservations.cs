using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Reporting;

/// <summary>The policy administrator of the same deployment, which takes what its verification service observes.</summary>
/// <param name="reporter">The name under which it counts.</param>
public sealed class OwnObservations(string reporter, TakeObservations take) : IObservationSink
{
    public async ValueTask<(PostResult Result, string Detail)> PostAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        try
        {
            if ((await take.TakeAsync(reporter, batch, cancellationToken)).TryGet(out _, out var refusal)) return (PostResult.Taken, "");
            var result = refusal.Failure == ObservationFailure.ReporterTooFast ? PostResult.NotNow : PostResult.Refused;
            return (result, $"{KebabCase.Of(refusal.Failure)}: {refusal.Detail}");
        }
        catch (StorageException exception)
        {
            return (PostResult.NotNow, exception.Message);
        }
    }
}
