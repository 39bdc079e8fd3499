using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Functions;

/// <summary>The program as an isolated worker of Azure Functions, with ASP.NET Core for its requests.</summary>
internal static class WorkerProgram
{
    /// <summary>Builds the program; the caller starts and disposes it.</summary>
    /// <param name="configureLogging">Where log lines go; null: to the console, from where the host takes them.</param>
    /// <exception cref="Core.Storage.StorageException">The store cannot be opened.</exception>
    public static IHost Build(ParsedSettings settings, HostDependencies dependencies, Action<ILoggingBuilder>? configureLogging)
    {
        var app = new HostBuilder()
            .ConfigureFunctionsWebApplication()
            .ConfigureServices(services => Add(services, settings, dependencies))
            .ConfigureLogging(configureLogging ?? ProgramParts.LogToConsole)
            .Build();
        ProgramParts.Open(app.Services, settings, dependencies);
        return app;
    }

    private static void Add(IServiceCollection services, ParsedSettings settings, HostDependencies dependencies)
    {
        // The worker's own provider sends lines to the host without the number of their event, by which alerts know them.
        services.RemoveAll<ILoggerProvider>();
        ProgramParts.Add(services, settings, dependencies);
        services.Configure<KestrelServerOptions>(ServerBounds.Apply);

        // The worker would take the client's address from a header that the client may have written. ClientAddress reads it by the rules of
        // Limits.
        services.PostConfigure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.None);
        services.AddSingleton(provider => new WorkerFunctions(settings, provider));
        services.AddSingleton<IFunctionMetadataProvider, FunctionList>();
        services.AddSingleton<IFunctionExecutor, FunctionExecutor>();
    }
}
