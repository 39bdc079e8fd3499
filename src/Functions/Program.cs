using Shaken.Functions;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

// The isolated worker, which the Functions host starts. The parser learns from the setting which program this is, so nobody else can set it.
return await WebProgram.RunAsync(
    args,
    [new(ListenSetting.IsolatedWorker.Name, "true")],
    static (settings, surroundings) => WorkerProgram.Build(settings, surroundings, configureLogging: null));
