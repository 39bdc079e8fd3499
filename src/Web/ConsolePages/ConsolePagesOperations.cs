using Shaken.ConsolePages;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.ConsolePages;

/// <summary>What the functions of the role console promise.</summary>
internal static class ConsolePagesOperations
{
    public static IReadOnlyList<Operation> All { get; } = [.. ConsoleAsset.All.Select(Of)];

    private static Operation Of(ConsoleAsset asset)
    {
        var mediaType = asset.MediaType[..asset.MediaType.IndexOf(';', StringComparison.Ordinal)];
        return new Operation(ConsolePagesModule.NameOf(asset), $"Read {asset.Route} of the console")
        {
            Security = [],
            Headers = [Parameters.IfNoneMatch],
            Answers = [new(200, "The file.", Content.Text(mediaType, "The file.")), Answer.NotModified],
        };
    }
}
