using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Hosting;

/// <summary>What comes before every endpoint, whichever host calls the program: faults become answers, and limits hold.</summary>
internal static class RequestPipeline
{
    /// <summary>Answers what no endpoint answered: exceptions, unknown paths and methods, oversize bodies. Comes first.</summary>
    public static void UseFaultAnswers(IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = Outages.StatusOf,

            // A client's mistake is not logged, and OutageLog logs an outage. The rest are bugs, and the handler logs each of them.
            SuppressDiagnosticsCallback = fault => Outages.StatusOf(fault.Exception) != StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
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
}
