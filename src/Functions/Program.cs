using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

// The build writes the function app's folders with this, all or those of the roles named; nothing is started.
if (args is ["--write-functions", var folder, .. var names])
{
    if (FunctionFolders.TryWriteTo(folder, names, out var unknown)) return 0;
    Console.Error.WriteLine($"\"{unknown}\" is no role: {string.Join(", ", Enum.GetNames<Role>()).ToLowerInvariant()}");
    return 64;
}

// The web program under the Azure Functions host, which starts it as a custom handler and calls it for each request and timer.
return await WebProgram.RunAsync(args);
