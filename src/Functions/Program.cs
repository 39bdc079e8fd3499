using Shaken.Functions;
using Shaken.Web.Shared.Hosting;

// The isolated worker, which the Functions host starts.
return await WebProgram.RunAsync(
    args, isIsolatedWorker: true, static (settings, dependencies) => WorkerProgram.Build(settings, dependencies, configureLogging: null));
