using System.Diagnostics;
using System.Text.RegularExpressions;
using Shaken.Azure.Clients;

namespace Shaken.Azurite;

/// <summary>One Azurite: free ports, a temporary folder, ended with the process that started it. It can be stopped and started again on what it holds.</summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // Published by Microsoft, and the same everywhere.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-azurite-");
    private readonly string[] _extra;
    private Process? _process;

    private AzuriteServer(string[] extra) => _extra = extra;

    public Uri Blobs { get; private set; } = null!;

    public Uri Tables { get; private set; } = null!;

    /// <summary>As a deployment would be given it.</summary>
    public string ConnectionString => $"AccountName={Account};AccountKey={Key};BlobEndpoint={Blobs};TableEndpoint={Tables}";

    /// <summary>Over http, for requests signed with the account key.</summary>
    public static Task<AzuriteServer> StartAsync(CancellationToken cancellationToken) => StartAsync([], cancellationToken);

    /// <summary>Over https, for bearer tokens.</summary>
    /// <param name="certificate">PEM files of the server's certificate and its key.</param>
    public static Task<AzuriteServer> StartWithTokensAsync(string certificate, string key, CancellationToken cancellationToken) =>
        StartAsync(["--oauth", "basic", "--cert", certificate, "--key", key], cancellationToken);

    /// <summary>With the account key.</summary>
    public StorageConnection Connect() => StorageConnection.TryParse(ConnectionString, out var connection, out var problem) ? connection : throw new InvalidOperationException(problem);

    /// <summary>Starts again where it stood, on the same ports.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => RunAsync(Blobs.Port, Tables.Port, cancellationToken);

    /// <summary>Ends it, after it has written what it holds; the next start finds that.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        using (process)
        using (var deadline = new CancellationTokenSource(Longest))
        {
            await process.StandardInput.WriteLineAsync("keep".AsMemory(), deadline.Token);
            await process.StandardInput.FlushAsync(deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<AzuriteServer> StartAsync(string[] extra, CancellationToken cancellationToken)
    {
        await AzuriteInstallation.EnsureAsync(cancellationToken);
        var server = new AzuriteServer(extra);
        try
        {
            await server.RunAsync(blobPort: 0, tablePort: 0, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(int blobPort, int tablePort, CancellationToken cancellationToken)
    {
        _process = AzuriteInstallation.Start(
            "node",
            [
                "start.cjs", "--location", _folder.FullName, "--blobPort", $"{blobPort}", "--tablePort", $"{tablePort}", "--queuePort", "0",
                "--silent", "--disableTelemetry", "--skipApiVersionCheck", .. _extra,
            ]);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Longest);
        var error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        (Uri? blobs, Uri? tables) = (null, null);
        while (blobs is null || tables is null)
        {
            if (await _process.StandardOutput.ReadLineAsync(deadline.Token) is not { } line) throw new InvalidOperationException($"Azurite did not start: {await error}");
            if (Listening().Match(line) is not { Success: true } match) continue;
            var url = new Uri($"{match.Groups[2].Value}/{Account}");
            if (match.Groups[1].Value == "Blob") blobs = url;
            if (match.Groups[1].Value == "Table") tables = url;
        }

        // Nobody else reads what it prints; a full pipe would stop it.
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        (Blobs, Tables) = (blobs, tables);
    }

    [GeneratedRegex("Azurite (Blob|Table) service is successfully listening at (https?://[^ ]+)")]
    private static partial Regex Listening();
}
