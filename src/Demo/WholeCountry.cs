using System.Text.Encodings.Web;
using System.Text.Json;
using Shaken.Demo.Lab;

namespace Shaken.Demo;

/// <summary>The demo from its first step to its last.</summary>
internal static class WholeCountry
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="kept">The lab that keeps the authorities; null: nothing is kept.</param>
    /// <returns>Whether every step ended as it should.</returns>
    public static async Task<bool> RunAsync(bool asJson, LabFolder? kept, CancellationToken cancellationToken)
    {
        var narrator = new Narrator(Console.Out, quiet: asJson, isTerminal: !Console.IsOutputRedirected);
        var folder = Directory.CreateTempSubdirectory("shaken-demo-");
        try
        {
            await using (var country = await DemoCountry.StartAsync(folder.FullName, kept, narrator, cancellationToken))
            {
                await CallFlow.RunAsync(country, narrator, cancellationToken);
                await Refusals.RunAsync(country, narrator, cancellationToken);
                await RestFlow.RunAsync(country, narrator, cancellationToken);
                await DelegationFlow.RunAsync(country, narrator, cancellationToken);
                await BorderFlow.RunAsync(country, narrator, cancellationToken);
            }

            await RealChains.RunAsync(narrator, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        if (asJson) Console.WriteLine(narrator.ToJson().ToJsonString(Indented));
        else narrator.Close();
        return narrator.IsAsExpected;
    }
}
