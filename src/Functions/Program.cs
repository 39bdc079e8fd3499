using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;
using Shaken.Functions.Configuration;
using Shaken.Functions.Hosting;

// The build writes the function app's folders with this, all or those of the roles named; nothing is started.
if (args is ["--write-functions", var folder, .. var names])
{
    if (FunctionFolders.TryWriteTo(folder, names, out var unknown)) return 0;
    Console.Error.WriteLine($"\"{unknown}\" is no role: {string.Join(", ", Enum.GetNames<Role>()).ToLowerInvariant()}");
    return 64;
}

// First of all, for threads pass it on to those they start.
Scheduling.PreferFinishing();

var configuration = new ConfigurationBuilder()
    .AddJsonFile("appsettings.json", optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(args)
    .Build();

var parsed = await SettingsParser.ParseAsync(configuration, vault => new Vaults(Vaults.CredentialOf(vault.ClientId), vault.Rate, Surroundings.Real.Time), CancellationToken.None);
if (!parsed.TryGet(out var settings, out var errors))
{
    Console.Error.WriteLine("The configuration cannot be used:");
    foreach (var line in errors.Lines) Console.Error.WriteLine($"  {line}");
    return 78;
}

try
{
    await using var app = ShakenProgram.Build(settings, Surroundings.Real, configureLogging: null);
    return await ShakenProgram.RunAsync(app, Console.Error);
}
catch (StorageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 74;
}
