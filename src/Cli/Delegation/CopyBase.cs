using System.CommandLine;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;

namespace Shaken.Cli.Delegation;

/// <summary><c>shaken delegate base</c>: a copy of a service's delegation base, whole or what changed.</summary>
internal static class CopyBase
{
    private const string CursorHeader = "Delegation-Cursor";

    private static readonly Option<string> Into = new("--into") { Description = "The CSV file to write; it is replaced.", Required = true };

    private static readonly Option<string?> Since =
        new("--since") { Description = "The cursor of the copy before: only what changed. Without it, the whole base." };

    public static Command New() => OperatorServer.Asks(
        new Command("base", "At a running service: copy which numbers are lent for calls through which providers.") { Into, Since },
        RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, OperatorServer server, CancellationToken cancellationToken)
    {
        var query = parsed.GetValue(Since) is { } since ? $"?since={Uri.EscapeDataString(since)}" : "";
        var (answer, reply) = await server.GetAnyAsync($"/delegation/v1/base{query}", cancellationToken);
        if (!answer.IsGood) return answer.ToRefusal();
        var into = parsed.GetValue(Into)!;
        var lines = await UnpackAsync(reply.Body, into, cancellationToken);
        return CommandResult.Good(new JsonObject
        {
            ["file"] = Path.GetFullPath(into),
            ["lines"] = lines,
            ["cursor"] = reply.Headers.TryGetValues(CursorHeader, out var values) ? values.FirstOrDefault() : null,
        });
    }

    // Written beside the file and moved, so that nobody reads half a base.
    private static async Task<long> UnpackAsync(ReadOnlyMemory<byte> gzip, string into, CancellationToken cancellationToken)
    {
        var part = $"{into}.part";
        var lines = 0L;
        await using (var file = File.Create(part))
        await using (var unpacked = new GZipStream(new MemoryStream(gzip.ToArray()), CompressionMode.Decompress))
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await unpacked.ReadAsync(buffer, cancellationToken)) > 0)
            {
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        File.Move(part, into, overwrite: true);
        return lines;
    }
}
