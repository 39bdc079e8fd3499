using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

// The build writes the folders of a custom handler's functions with this, all or those of the roles named; nothing is started.
if (args is ["--write-functions", var folder, .. var names])
{
    if (FunctionFolders.TryWriteTo(folder, names, out var unknown)) return 0;
    Console.Error.WriteLine($"\"{unknown}\" is no role: {string.Join(", ", Enum.GetNames<Role>()).ToLowerInvariant()}");
    return 64;
}

// A container asks the program in it for its health with this.
if (args is ["--check-health", var health]) return await HealthProbeCommand.RunAsync(health);

// The web program with a server of its own: alone, with its own scheduler; or as a custom handler, which the Functions host calls for each
// request and timer.
return await WebProgram.RunAsync(args);
