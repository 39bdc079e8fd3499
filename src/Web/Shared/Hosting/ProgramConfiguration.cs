using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// The configuration of a program: the file appsettings.json in the working directory, the environment, the command line.
/// </summary>
internal static class ProgramConfiguration
{
    private const string FileName = "appsettings.json";

    /// <summary>Reads all of it. False: a source cannot be used; the lines say why.</summary>
    public static bool TryRead(
        string[] args, bool isIsolatedWorker, [NotNullWhen(true)] out IConfiguration? configuration,
        [NotNullWhen(false)] out IReadOnlyList<string>? faults)
    {
        (configuration, faults) = (null, null);
        try
        {
            configuration = new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile(FileName, optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine(args)
                .AddInMemoryCollection([new(ListenSettings.IsolatedWorker, isIsolatedWorker ? "true" : "false")])
                .Build();

            // The Functions host gives its worker arguments of its own.
            if (isIsolatedWorker) return true;
            var named = new ConfigurationBuilder().AddCommandLine(args).Build().AsEnumerable();
            faults = [.. UnknownSettings.FaultsOf(named.Where(entry => entry.Value is not null).Select(entry => entry.Key))];
            return faults.Count == 0;
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException
            or UnauthorizedAccessException)
        {
            faults = [InWords(exception)];
            return false;
        }
    }

    private static string InWords(Exception exception) => exception switch
    {
        InvalidDataException when exception.GetBaseException() is JsonException json =>
            $"{Path.GetFullPath(FileName)}: is no JSON (line {(json.LineNumber ?? 0) + 1}): correct the file, or remove it",
        InvalidDataException => $"{Path.GetFullPath(FileName)}: cannot be read: {exception.GetBaseException().Message}",

        // Of the command line, as a switch of one letter.
        FormatException => $"{exception.Message} A setting is given as --NAME=VALUE.",
        _ => exception.Message,
    };
}
