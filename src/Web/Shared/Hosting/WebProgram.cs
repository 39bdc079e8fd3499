using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>The web program from its arguments and environment to its exit code, whichever host starts it.</summary>
public static class WebProgram
{
    private const int SettingsWrong = 78;
    private const int StoreUnusable = 74;

    /// <returns>0; 70 when a part that works in the background failed, 74 when the store cannot be opened, 78 when settings are wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // First of all, for threads pass it on to those they start.
        Scheduling.PreferFinishing();
        var dependencies = HostDependencies.Real;

        var configuration = new ConfigurationBuilder()
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();

        var parsed = await SettingsParser.ParseAsync(
            configuration, vault => new Vaults(Vaults.CredentialOf(vault.ClientId), vault.Rate, dependencies.Time), CancellationToken.None);
        if (!parsed.TryGet(out var settings, out var errors))
        {
            Console.Error.WriteLine("The configuration cannot be used:");
            foreach (var line in errors.Lines) Console.Error.WriteLine($"  {line}");
            return SettingsWrong;
        }

        try
        {
            await using var app = ShakenProgram.Build(settings, dependencies, configureLogging: null);
            return await ShakenProgram.RunAsync(app, Console.Error);
        }
        catch (StorageException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return StoreUnusable;
        }
    }
}
