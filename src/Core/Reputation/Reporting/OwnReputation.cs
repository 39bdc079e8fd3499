using Shaken.Core.Foundations;
using Shaken.Core.Verification.CallValidation;

namespace Shaken.Core.Reputation.Reporting;

/// <summary>The scores of the policy administrator in the same deployment, for the call path.</summary>
/// <param name="bound">How long a call waits at most; then nothing is known of its number.</param>
public sealed class OwnReputation(ReputationScores scores, TimeSpan bound, TimeProvider time) : IReputationSource
{
    public async ValueTask<int?> FindScoreAsync(TelephoneNumber number, CancellationToken cancellationToken)
    {
        var finding = scores.FindAsync(number, cancellationToken);
        if (finding.IsCompletedSuccessfully) return (await finding)?.Value;
        try
        {
            return (await finding.AsTask().WaitAsync(bound, time, cancellationToken))?.Value;
        }
        catch (TimeoutException)
        {
            // The read goes on in the background and serves the next call.
            return null;
        }
    }
}
