using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Operators;
using Shaken.Cli.Output;
using Shaken.Cli.TrustLists;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Paths;

namespace Shaken.Cli.Revocation;

/// <summary><c>shaken crl</c>: inspect, verify, publish, key.</summary>
internal static class CrlCommands
{
    private static readonly Argument<string> Source = new("source") { Description = "File with the CRL, DER or PEM, or its https URL." };
    private static readonly Option<string[]> Signer = new("--signer") { Description = "File with the certificate of the CRL's signer, and of CAs above it; may be repeated." };
    private static readonly Option<string[]> Chain = new("--chain") { Description = "File with a certificate chain to a --root: for a CA's own CRL, and to look its certificates up." };
    private static readonly Option<string> Point = new("--url") { Description = "The URL that the CRL's distribution point must have; default: that of the source." };
    private static readonly Argument<string> Service = new("url") { Description = "URL of the service: …/pa/v1/crl, or …/ca/v1/crl of a CA." };

    public static Command New() => new("crl", "Look into and verify certificate revocation lists, force the next one.")
    {
        new Command("inspect", "Show what a CRL says, without verifying it.") { Source }.Runs(InspectAsync),
        new Command("verify", "Verify a CRL: its signer up to a trusted root, its distribution point, its times; and whether certificates stand on it.")
        {
            Source, Signer, TrustOptions.AdministratorRoot, TrustOptions.Root, Chain, Point, Inputs.At,
        }.Runs(VerifyAsync),
        new Command("publish", "Make a service publish its next CRL now.") 
        {
            Service, OperatorServer.KeyFile, OperatorServer.KeyVariable,
        }.Runs(PublishAsync),
        new Command("key", "Make a secret for an operator or a reporting CA: give the key away, put its SHA-256 into the configuration.").Runs(NewKeyAsync),
    };

    private static async Task<CommandResult> InspectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!UntrustedCrl.TryRead(await OctetsAsync(parsed, cancellationToken), out var crl, out var failure)) return Refused(CrlFailure.Malformed, failure);
        if (!CrlIndex.TryRead(crl, out var index, out failure)) return Refused(CrlFailure.Malformed, failure);
        return CommandResult.Good(Document(crl, index));
    }

    private static async Task<CommandResult> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var now = Inputs.TimeOf(parsed).GetUtcNow();
        var administrators = TrustOptions.AdministratorRootsOf(parsed);
        var roots = Inputs.Roots(parsed.GetValue(TrustOptions.Root) ?? []);
        if (administrators.Count + roots.Count == 0) throw new UsageException("No root is given: give --pa-root FILE for the policy administrator's CRL, or --root FILE with --chain for a CA's own.");
        var candidates = (parsed.GetValue(Signer) ?? []).SelectMany(Inputs.Certificates).ToList();
        var bundles = (parsed.GetValue(Chain) ?? []).Select(Inputs.Certificates).ToList();
        var chains = bundles.Select(bundle => new ChainValidator(roots).Validate(bundle, now, LeafPurpose.StiEndEntity)).Where(outcome => outcome.IsSuccess).Select(outcome => outcome.Value).ToList();
        if (!UntrustedCrl.TryRead(await OctetsAsync(parsed, cancellationToken), out var crl, out var failure)) return Refused(CrlFailure.Malformed, failure);
        var source = parsed.GetValue(Source)!;
        var url = parsed.GetValue(Point) ?? (IsUrl(source) ? source : null);
        if (!CrlVerifier.Verify(crl, url, new CrlTrust(candidates, administrators, chains), last: null, now).TryGet(out var list, out var refusal)) return Refused(refusal.Reason, refusal.Detail);

        var document = Document(crl, list.Index);
        document["verified"] = true;
        document["signer"] = list.Signer.Subject.ToString();
        document["findings"] = Documents.Of(list.Findings);
        var isRevoked = false;
        var looked = new JsonArray();
        foreach (var certificate in bundles.SelectMany(bundle => bundle))
        {
            var entry = list.Index.Find(certificate);
            isRevoked |= entry is not null;
            looked.Add(new JsonObject
            {
                ["subject"] = certificate.Subject.ToString(),
                ["serialNumber"] = certificate.SerialNumberText,
                ["revoked"] = entry is not null,
                ["at"] = entry is { } found ? Inputs.Text(found.RevokedAt) : null,
                ["reasonCode"] = entry?.Reason.Text(),
            });
        }

        if (looked.Count > 0) document["certificates"] = looked;
        return new CommandResult(isRevoked ? ExitCode.Refused : ExitCode.Good, document);
    }

    private static async Task<CommandResult> PublishAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var server = OperatorServer.Of(parsed, parsed.GetValue(Service)!);
        var answer = await server.SendAsync(HttpMethod.Post, path: "", (HttpContent?)null, cancellationToken);
        return answer.IsGood
            ? CommandResult.Good(new JsonObject { ["accepted"] = true, ["status"] = (int)answer.Status })
            : answer.ToRefusal();
    }

    private static Task<CommandResult> NewKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (secret, key) = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);
        return Task.FromResult(CommandResult.Good(new JsonObject { ["key"] = secret, ["configuration"] = key.ToString() }));
    }

    private static async Task<ReadOnlyMemory<byte>> OctetsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var source = parsed.GetValue(Source)!;
        if (!IsUrl(source)) return File.Exists(source) ? await File.ReadAllBytesAsync(source, cancellationToken) : throw new UsageException($"There is no file {source}.");
        using var fetcher = new GuardedFetcher(
            NetworkOptions.Current, SystemResolver.Instance, Clock.System, NullLogger<GuardedFetcher>.Instance);
        return (await fetcher.FetchAsync(source, FetchProfile.Crl, cancellationToken)).TryGet(out var document, out var refusal)
            ? document.Octets
            : throw new IOException($"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}");
    }

    private static bool IsUrl(string source) => source.StartsWith("https://", StringComparison.Ordinal) || source.StartsWith("http://", StringComparison.Ordinal);

    private static JsonObject Document(UntrustedCrl crl, CrlIndex index) => new()
    {
        ["issuer"] = crl.Issuer.ToString(),
        ["number"] = crl.Number?.ToString(),
        ["thisUpdate"] = Inputs.Text(crl.ThisUpdate),
        ["nextUpdate"] = crl.NextUpdate is { } next ? Inputs.Text(next) : null,
        ["indirect"] = crl.IsIndirect,
        ["distributionPoint"] = new JsonArray([.. (crl.DistributionPoint?.Urls ?? []).Select(url => (JsonNode)url)]),
        ["signerUrls"] = new JsonArray([.. crl.SignerUrls.Select(url => (JsonNode)url)]),
        ["entries"] = index.Count,
        ["issuers"] = index.IssuerCount,
        ["octets"] = crl.Der.Length,
    };

    private static CommandResult Refused(CrlFailure reason, string detail) =>
        CommandResult.Refused(new JsonObject { ["verified"] = false, ["reason"] = KebabCase.Of(reason), ["detail"] = detail });
}
