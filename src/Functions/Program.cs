using Shaken.Core.Storage;
using Shaken.Functions.Configuration;
using Shaken.Functions.Hosting;

// The build writes the function app's folders with this; nothing is started.
if (args is ["--write-functions", var folder])
{
    FunctionFolders.WriteTo(folder);
    return 0;
}

// First of all, for threads pass it on to those they start.
Scheduling.PreferFinishing();

var configuration = new ConfigurationBuilder()
    .AddJsonFile("appsettings.json", optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(args)
    .Build();

if (!SettingsParser.Parse(configuration).TryGet(out var settings, out var errors))
{
    Console.Error.WriteLine("The configuration cannot be used:");
    foreach (var line in errors.Lines) Console.Error.WriteLine($"  {line}");
    return 78;
}

try
{
    await using var app = ShakenProgram.Build(settings, Surroundings.Real, configureLogging: null);
    await app.RunAsync();
    return 0;
}
catch (StorageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 74;
}
