using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>
/// The rules that are built in, in their order, and then an external one. The first that does not want the call ends the asking; otherwise
/// the worst conclusion stands. A rule whose store does not answer says <see cref="CallValidationConclusion.NoAnswer"/>.
/// </summary>
public sealed partial class BuiltInValidation : ICallValidation
{
    private static readonly CallValidationResult Clean = new(CallValidationConclusion.Clean, "none", "no rule has a doubt");

    private readonly IReadOnlyList<ICallValidationRule> _rules;
    private readonly ICallValidation? _external;
    private readonly ILogger _logger;

    /// <param name="external">Asked last; null: there is none.</param>
    public BuiltInValidation(
        IReadOnlyList<ICallValidationRule> rules, ICallValidation? external, ILogger<BuiltInValidation> logger) =>
        (_rules, _external, _logger) = (rules, external, logger);

    public async ValueTask<CallValidationResult> AskAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        var worst = Clean;
        foreach (var rule in _rules)
        {
            if (await JudgeAsync(rule, call, verdict, cancellationToken) is { } result) worst = Worse(worst, result);
            if (worst.Conclusion == CallValidationConclusion.Unwanted) return worst;
        }

        return _external is null ? worst : Worse(worst, await _external.AskAsync(call, verdict, cancellationToken));
    }

    private async ValueTask<CallValidationResult?> JudgeAsync(
        ICallValidationRule rule, CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        try
        {
            return await rule.JudgeAsync(call, verdict, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNoAnswer(exception, rule.Name);
            return new CallValidationResult(CallValidationConclusion.NoAnswer, rule.Name, "the store does not answer");
        }
    }

    private static CallValidationResult Worse(CallValidationResult one, CallValidationResult other) =>
        RankOf(other.Conclusion) > RankOf(one.Conclusion) ? other : one;

    private static int RankOf(CallValidationConclusion conclusion) => conclusion switch
    {
        CallValidationConclusion.Clean => 0,
        CallValidationConclusion.NoAnswer => 1,
        CallValidationConclusion.Suspicious => 2,
        CallValidationConclusion.Unwanted => 3,
    };

    [LoggerMessage(EventId = 4243, Level = LogLevel.Warning,
        Message = "The rule {Rule} of call validation has no answer, as the store does not answer; the call is judged without it")]
    private partial void LogNoAnswer(Exception exception, string rule);
}
