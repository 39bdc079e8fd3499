using System.Diagnostics.Metrics;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.CallValidation;

namespace Shaken.Core.Verification.Treatment;

/// <summary>Counts what decides on calls beside their verification: bypass tokens, call validation, first failures.</summary>
public sealed class TreatmentMetrics : IDisposable
{
    public const string MeterName = "Shaken.Verification";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _bypassTokens;
    private readonly Counter<long> _validations;
    private readonly Counter<long> _firstFailures;

    public TreatmentMetrics()
    {
        _bypassTokens = _meter.CreateCounter<long>(
            "shaken.vs.bypass_tokens", "{token}", "Bypass tokens of calls without an Identity header, by what came of them");
        _validations = _meter.CreateCounter<long>(
            "shaken.vs.validations", "{call}", "Calls that call validation was asked about, by the rule that decided and its conclusion");
        _firstFailures = _meter.CreateCounter<long>(
            "shaken.vs.first_failures", "{call}", "Calls whose failure may be final once for each number, by what came of it");
    }

    public void Dispose() => _meter.Dispose();

    internal void Bypassed(BypassResult result) => _bypassTokens.Add(1, new KeyValuePair<string, object?>("result", KebabCase.Of(result)));

    internal void Validated(CallValidationResult result) =>
        _validations.Add(1, new("rule", result.Rule), new("conclusion", KebabCase.Of(result.Conclusion)));

    internal void FirstFailed(FirstFailureResult result) =>
        _firstFailures.Add(1, new KeyValuePair<string, object?>("result", KebabCase.Of(result)));
}

/// <summary>What came of a failure that may be final once for each number.</summary>
internal enum FirstFailureResult
{
    /// <summary>It ended the call.</summary>
    Final,

    /// <summary>The number's failure was told within the window: the call counts as unsigned.</summary>
    Later,

    /// <summary>The store did not answer: the call goes on, and the Reason header tells the failure.</summary>
    NotKnown,
}
