using Microsoft.AspNetCore.Diagnostics;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Shared.Problems;

/// <summary>
/// Writes the document of a status that no endpoint wrote: unknown paths and methods, oversize bodies, unhandled exceptions. The exception
/// handler and the status pages of ASP.NET Core ask for it through their problem details service; ACME paths get
/// ACME's form, and those of the signing and verification service that of their specifications.
/// </summary>
internal sealed class StatusDocuments : IProblemDetailsWriter
{
    /// <summary>Adds this writer before the framework's own, which therefore never writes.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, StatusDocuments>();
        services.AddProblemDetails();
        services.AddExceptionHandler<OutageLog>();
    }

    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context) => new(
        AcmeAnswers.Covers(context.HttpContext.Request.Path)
            ? AcmeAnswers.WriteForStatusAsync(context.HttpContext)
            : StirAnswers.Covers(context.HttpContext.Request.Path)
                ? StirAnswers.WriteForStatusAsync(context.HttpContext)
                : Answers.WriteForStatusAsync(context.HttpContext));
}

/// <summary>Logs outages. Each request that needs the missing dependency fails, so the lines are sampled.</summary>
internal sealed partial class OutageLog(ILogger<OutageLog> logger) : IExceptionHandler
{
    /// <returns>False: the answer is written by <see cref="StatusDocuments"/>.</returns>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var isOutage = Outages.StatusOf(exception) == StatusCodes.Status503ServiceUnavailable;
        if (isOutage && httpContext.IsRefusalToBeTold(exception.GetType().Name)) LogOutage(exception);
        return ValueTask.FromResult(false);
    }

    [LoggerMessage(EventId = 8121, Level = LogLevel.Error, Message = "A request failed, since what the service depends on does not answer")]
    private partial void LogOutage(Exception fault);
}
