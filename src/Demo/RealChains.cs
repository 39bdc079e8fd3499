using System.Globalization;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Demo;

/// <summary>Judges real chains of the public telephone network, as of a day on which they were in use (see NOTICE for their source).</summary>
internal static class RealChains
{
    public static async Task RunAsync(Narrator narrator)
    {
        narrator.Chapter("Real certificates of the public telephone network, as of their days");
        var certificates = Lines("certificates.jsonl").Select(line => Read(line.GetProperty("der").GetBytesFromBase64())).ToList();
        var validator = new ChainValidator(
            [.. certificates.Where(certificate => certificate.IsCa && certificate.IsSelfIssued).Select(certificate => TrustedRoot.TryCreate(certificate, out var root, out _) ? root : null).OfType<TrustedRoot>()]);
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
