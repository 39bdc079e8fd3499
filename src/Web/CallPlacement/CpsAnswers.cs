using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Passports;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CallPlacement;

/// <summary>Answers of both dialects, and the log line of a refusal: which rule, never which number.</summary>
internal static partial class CpsAnswers
{
    public static Task RefuseAsync(HttpContext context, CpsRefusal refusal, CpsDialect dialect)
    {
        var logger = context.RequestServices.GetRequiredService<ILogger<CpsRefusal>>();
        if (context.IsRefusalToBeTold($"{refusal.Reason} {refusal.Passport}")) LogRefused(logger, refusal.Reason, refusal.Passport);
        return context.Response.WriteProblemAsync(refusal.ToProblem(dialect));
    }

    /// <summary>Not to be cached: a stored copy would vouch for the next, forged call.</summary>
    public static Task HandOutAsync(HttpContext context, TakenPassports taken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new PassportsAnswer(taken.Passports), CpsJson.Default.PassportsAnswer);
    }

    /// <summary>The same as a bare array, for clients of the dialect that has it so.</summary>
    public static Task HandOutBareAsync(HttpContext context, TakenPassports taken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(taken.Passports, CpsJson.Default.IReadOnlyListString);
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "CPS request refused: {Reason} {Passport}")]
    private static partial void LogRefused(ILogger logger, CpsFailure reason, VerificationFailure? passport);
}
