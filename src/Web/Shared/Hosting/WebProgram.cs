using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>The program from its arguments and environment to its exit code, whichever host starts it.</summary>
public static class WebProgram
{
    private const int SettingsWrong = 78;
    private const int StoreUnusable = 74;
    private const int CannotListen = 69;
    private const string AnotherPort = "set another port (Shaken:Listen:Port, Shaken:Tls:Port)";

    /// <summary>Runs alone or as a custom handler.</summary>
    /// <returns>
    /// 0; 69 when the port cannot be listened on, 70 when a part that works in the background failed, 74 when
    /// the store cannot be opened, 78 when settings are wrong.
    /// </returns>
    public static Task<int> RunAsync(string[] args)
    {
        if (!ProgramHelp.IsAskedFor(args))
        {
            return RunAsync(
                args, isIsolatedWorker: false,
                static (settings, dependencies) => ShakenProgram.Build(settings, dependencies, configureLogging: null));
        }

        Console.Out.WriteLine(ProgramHelp.Text);
        return Task.FromResult(0);
    }

    /// <summary>Runs what is built of the settings.</summary>
    /// <param name="isIsolatedWorker">Whether the Functions host calls this program as an isolated worker.</param>
    /// <param name="build">Makes the host.</param>
    internal static async Task<int> RunAsync(string[] args, bool isIsolatedWorker, Func<ParsedSettings, HostDependencies, IHost> build)
    {
        // First of all, for threads pass it on to those they start.
        Scheduling.PreferFinishing();
        var dependencies = HostDependencies.Real;
        if (!ProgramConfiguration.TryRead(args, isIsolatedWorker, out var configuration, out var faults)) return Refuse(faults);
        var parsed = await SettingsParser.ParseAsync(
            configuration, vault => new Vaults(Vaults.CredentialOf(vault.ClientId), vault.Rate, dependencies.Time), CancellationToken.None);
        if (!parsed.TryGet(out var settings, out var errors)) return Refuse(errors.Lines);

        try
        {
            return await ShakenProgram.RunAsync(build(settings, dependencies), Console.Error);
        }
        catch (StorageException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return StoreUnusable;
        }
        catch (Exception exception) when (ListenFaults.InWords(exception, AnotherPort) is { } fault)
        {
            Console.Error.WriteLine(fault);
            return CannotListen;
        }
    }

    private static int Refuse(IReadOnlyList<string> lines)
    {
        Console.Error.WriteLine("The configuration cannot be used:");
        foreach (var line in lines) Console.Error.WriteLine($"  {line}");
        return SettingsWrong;
    }
}
