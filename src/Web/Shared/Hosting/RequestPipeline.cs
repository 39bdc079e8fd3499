using Microsoft.AspNetCore.Diagnostics;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Hosting;

/// <summary>What comes before every endpoint, whichever host calls the program: faults become answers, and limits hold.</summary>
internal static partial class RequestPipeline
{
    /// <summary>Answers what no endpoint answered: exceptions, unknown paths and methods, oversize bodies. Comes first.</summary>
    public static void UseFaultAnswers(IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerFaultAsync,
            StatusCodeSelector = Outages.StatusOf,

            // A client's mistake is no line of ours, and an outage is told by AnswerFaultAsync. What is left is a bug, and has its line for each request.
            SuppressDiagnosticsCallback = fault => Outages.StatusOf(fault.Exception) != StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages(context => WriteForStatusAsync(context.HttpContext));
    }

    /// <summary>Bounds what happens at once. Comes after routing: a request without an endpoint has no body to wait for.</summary>
    public static void UseLimits(IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<RequestLimits>();
        app.Use(next => context => limits.InvokeAsync(context, next));
    }

    /// <summary>The same before one endpoint, where somebody else has done the routing.</summary>
    public static RequestDelegate Before(IServiceProvider services, RequestDelegate endpoint)
    {
        var app = new ApplicationBuilder(services);
        UseFaultAnswers(app);
        UseLimits(app);
        app.Run(endpoint);
        return app.Build();
    }

    // In the words of whoever asked.
    private static Task WriteForStatusAsync(HttpContext context) =>
        AcmeAnswers.Covers(context.Request.Path) ? AcmeAnswers.WriteForStatusAsync(context) : Answers.WriteForStatusAsync(context);

    // An outage fails every request that needs what is away: its log lines are sampled.
    private static Task AnswerFaultAsync(HttpContext context)
    {
        if (context.Features.Get<IExceptionHandlerFeature>()?.Error is { } fault
            && Outages.StatusOf(fault) == StatusCodes.Status503ServiceUnavailable
            && context.IsRefusalToBeTold(fault.GetType().Name))
            LogOutage(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Shaken.Web.Shared.Problems.Outages"), fault);
        return WriteForStatusAsync(context);
    }

    [LoggerMessage(EventId = 8121, Level = LogLevel.Error, Message = "A request failed, since what the service depends on does not answer")]
    private static partial void LogOutage(ILogger logger, Exception fault);
}
