using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;

namespace Shaken.Demo;

/// <summary>Provider A's STI-AS: signs with A's certificate, and posts to the CPS of the called number's provider.</summary>
internal static class DemoSigning
{
    private static readonly NumberingOptions Numbering = new();

    public static async Task<Service> StartAsync(
        string folder, DemoProvider provider, string operatorKeyHash, ProviderId peer, Uri peersCps, LoopbackTls tls,
        Dictionary<string, string?> trust, CancellationToken cancellationToken) => await StartAsync(
            folder, provider, operatorKeyHash, tls, new(trust)
            {
                ["Shaken:Roles"] = "as",
                ["OutOfBand:Post"] = "true",
                ["OutOfBand:Peers"] = $"{peer} Open {peersCps}",
            }, cancellationToken);

    /// <summary>The same with settings of its own: roles, and whom it trusts.</summary>
    public static async Task<Service> StartAsync(
        string folder, DemoProvider provider, string operatorKeyHash, LoopbackTls tls, Dictionary<string, string?> more,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (keyPath, chainPath) = (Path.Combine(folder, "sti.key"), Path.Combine(folder, "sti.pem"));
        await File.WriteAllTextAsync(keyPath, ((SoftwareKey)provider.Key).ToPem(), cancellationToken);
        await File.WriteAllTextAsync(
            chainPath, string.Join('\n', provider.Chain.Select(certificate => certificate.ToPem())), cancellationToken);
        return await Service.StartAsync(Path.Combine(folder, "store"), tls, new(more)
        {
            ["Operator:Keys"] = $"demo:{operatorKeyHash}",
            ["Signing:Certificates:a:KeyFile"] = keyPath,
            ["Signing:Certificates:a:CertificateFile"] = chainPath,
            ["Signing:Certificates:a:X5u"] = provider.X5u,
        }, cancellationToken);
    }

    /// <summary>Imports the number table, by which the STI-AS knows whose a called number is.</summary>
    /// <param name="csv">Rows of number and code, each ended.</param>
    public static async Task ImportNumbersAsync(Service service, CountryCode country, string csv, CancellationToken cancellationToken)
    {
        var (records, blobs) = (service.Services.GetRequiredService<IRecords>(), service.Services.GetRequiredService<IBlobs>());
        var imports = new NumberImports(records, blobs, DemoCountry.Time, SystemRandom.Instance, Numbering);
        var id = await imports.BeginAsync(NumberImportKind.Full, country, mayShrink: false, cancellationToken);
        var part = await imports.PutPartAsync(id, 1, Encoding.UTF8.GetBytes(csv), cancellationToken);
        if (!part.TryGet(out _, out var refusal)) throw RefusedException.Of(refusal.Detail);
        var commit = new CommitNumbers(records, blobs, DemoCountry.Time, SystemRandom.Instance, Numbering);
        var outcome = await commit.RunAsync(id, parts: 1, progress: null, cancellationToken);
        if (!outcome.TryGet(out _, out refusal)) throw RefusedException.Of(refusal.Detail);
    }
}
