using System.Globalization;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Demo;

/// <summary>Judges real chains of the public telephone network, as of a day on which they were in use (see NOTICE for their source).</summary>
internal static class RealChains
{
    public static async Task RunAsync(Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("Real certificates of the public telephone network, as of their days");
        var certificates = Lines("certificates.jsonl").Select(line => Read(line.GetProperty("der").GetBytesFromBase64())).ToList();
        var selfIssued = certificates.Where(certificate => certificate.IsCa && certificate.IsSelfIssued).ToList();
        IReadOnlyList<TrustedRoot> roots = [];
        await narrator.StepAsync("The roots that name their country go on a signed trusted-CA list, and a reader takes them", async () =>
        {
            roots = await RealRoots.OnListAsync(selfIssued, cancellationToken);
            var countries = roots.GroupBy(root => root.Country.Value).Select(group => $"{group.Count()} of {group.Key}");
            return (roots.Count > 0, $"{string.Join(", ", countries)}; {selfIssued.Count - roots.Count} without a country are left out");
        });
        var validator = new ChainValidator(roots);
        var intermediates = certificates.Where(certificate => certificate.IsCa && !certificate.IsSelfIssued).ToList();
        foreach (var chains in Lines("chains.jsonl").GroupBy(line => line.GetProperty("verdict").GetString()!))
        {
            await narrator.StepAsync(chains.Key == "Valid" ? $"{chains.Count()} chains are valid" : $"Refused: {string.Join(", ", chains.Select(line => line.GetProperty("case").GetString()))}", () =>
            {
                var verdicts = chains.Select(line => Judge(line, certificates, validator, intermediates)).ToList();
                return Task.FromResult((verdicts.TrueForAll(verdict => verdict.Name == chains.Key), string.Join("; ", verdicts.Select(verdict => verdict.Detail).Distinct())));
            });
        }
    }

    private static (string Name, string Detail) Judge(JsonElement line, List<StiCertificate> certificates, ChainValidator validator, List<StiCertificate> intermediates)
    {
        var leaf = certificates.Single(certificate => certificate.Fingerprint == line.GetProperty("leaf").GetString());
        var at = line.GetProperty("at").GetDateTimeOffset();
        return validator.Validate([leaf, .. intermediates], at, LeafPurpose.StiEndEntity).TryGet(out var chain, out var refusal)
            ? ("Valid", string.Create(
                CultureInfo.InvariantCulture,
                $"{chain.Root.Certificate.Subject.Values(Oids.CommonName).First()}, {at.UtcDateTime:yyyy-MM-dd}"))
            : (refusal.Failure.ToString(), refusal.Detail);
    }

    private static StiCertificate Read(byte[] der) =>
        StiCertificate.TryRead(der, out var certificate, out var failure) ? certificate : throw new InvalidDataException(failure);

    private static List<JsonElement> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(RealChains).Assembly.GetManifestResourceStream(resource)!);
        var lines = new List<JsonElement>();
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            lines.Add(document.RootElement.Clone());
        }

        return lines;
    }
}
