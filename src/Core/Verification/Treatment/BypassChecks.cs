using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Tokens.Bypass;

namespace Shaken.Core.Verification.Treatment;

/// <summary>
/// Bypass tokens of calls, verified without asking their policy administrator. A provider whose signing service is down sends one token
/// with all its calls, so a verdict is kept until the token expires. A refusal is kept too, for a short time.
/// </summary>
public sealed partial class BypassChecks
{
    private const int Remembered = 1024;
    private static readonly TimeSpan RefusalsKept = TimeSpan.FromMinutes(1);

    private readonly BoundedCache<string, Verdict> _verdicts = new(Remembered, StringComparer.Ordinal);
    private readonly BypassTokenVerifier? _verifier;
    private readonly TreatmentMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="verifier">Null: this deployment has no policy administrator to verify tokens with.</param>
    public BypassChecks(BypassTokenVerifier? verifier, TreatmentMetrics metrics, TimeProvider time, ILogger<BypassChecks> logger) =>
        (_verifier, _metrics, _time, _logger) = (verifier, metrics, time, logger);

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The value of P-Identity-Bypass, of any length.</param>
    public async ValueTask<BypassResult> CheckAsync(string token, CancellationToken cancellationToken)
    {
        var result = _verifier is null ? BypassResult.NotVerified
            : token.Length > Limits.BypassTokenOctets ? BypassResult.Refused
            : await VerifyAsync(_verifier, token, cancellationToken);
        _metrics.Bypassed(result);
        return result;
    }

    private async ValueTask<BypassResult> VerifyAsync(BypassTokenVerifier verifier, string token, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        var now = _time.GetUtcNow();
        if (_verdicts.TryGet(key, out var known) && known.ExpiresAt > now && !known.Until.HasPassed(_time)) return known.Result;
        var outcome = await verifier.VerifyAsync(token, cancellationToken);
        if (!outcome.TryGet(out var verified, out _))
            return Keep(key, new Verdict(BypassResult.Refused, DateTimeOffset.MaxValue, Deadline.After(RefusalsKept, _time)));
        LogAccepted(verified.Claims.Provider, verified.Claims.ExpiresAt);
        return Keep(key, new Verdict(BypassResult.Accepted, verified.Claims.ExpiresAt, Deadline.Never));
    }

    private BypassResult Keep(string key, Verdict verdict)
    {
        _verdicts.Set(key, verdict);
        return verdict.Result;
    }

    [LoggerMessage(EventId = 4241, Level = LogLevel.Information,
        Message = "A bypass token of {Provider} is accepted until {ExpiresAt:u}: its calls need no Identity header")]
    private partial void LogAccepted(ProviderId provider, DateTimeOffset expiresAt);

    /// <param name="ExpiresAt">By the wall clock, as the token says.</param>
    /// <param name="Until">When the verdict is made anew.</param>
    private sealed record Verdict(BypassResult Result, DateTimeOffset ExpiresAt, Deadline Until);
}
