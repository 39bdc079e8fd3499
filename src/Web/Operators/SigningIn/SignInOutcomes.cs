using Shaken.Core.Foundations;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Operators.SigningIn;

/// <summary>What every way to sign in has in common: the status of a refusal, and the log lines by which guessing is found.</summary>
internal static partial class SignInOutcomes
{
    public static int StatusOf(SignInFailure failure) => failure switch
    {
        SignInFailure.CredentialsWrong or SignInFailure.CodeMissing or SignInFailure.TokenUnknown or SignInFailure.TokenReplayed =>
            StatusCodes.Status401Unauthorized,
        SignInFailure.SecondFactorNotSet or SignInFailure.Disabled or SignInFailure.AddressNotAllowed => StatusCodes.Status403Forbidden,
        SignInFailure.TooManyAttempts => StatusCodes.Status429TooManyRequests,
    };

    /// <param name="message">What a success was, after the user's name.</param>
    public static void Tell(HttpContext context, Outcome<SessionTokens, SignInRefusal> outcome, string message)
    {
        var logger = context.RequestServices.GetRequiredService<ILogger<SignInByPassword>>();
        if (outcome.TryGet(out var tokens, out var refusal))
        {
            LogSession(logger, tokens.UserId, message);
            return;
        }

        var reason = KebabCase.Of(refusal.Failure);
        if (!context.IsRefusalToBeTold(reason)) return;
        var address = context.RequestServices.GetRequiredService<ClientAddress>().KeyOf(context);
        LogRefused(logger, address, reason);
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Information, Message = "{User} {Message}")]
    private static partial void LogSession(ILogger logger, string user, string message);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Information, Message = "Sign-in from {Address} refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string address, string reason);
}
