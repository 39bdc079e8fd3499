using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>
/// Everything that a verdict rested on, so that it can be repeated later without a network: one JSON object, canonical, with a digest
/// over itself. It holds the call's numbers.
/// </summary>
/// <remarks>
/// Nobody signs it. What it shows to others are the signatures of the PASSporTs, of the certificates and of the root; that no certificate
/// was revoked, and at which moment this was, is the word of the deployment that made it.
/// </remarks>
public sealed class VerdictProof
{
    private const string DigestMember = "digest";

    private VerdictProof(ReadOnlyMemory<byte> utf8, string digest, ProofDocument document) =>
        (Utf8, Digest, Document) = (utf8, digest, document);

    /// <summary>The document, at most <see cref="Limits.VerdictProofOctets"/> long.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>SHA-256 of the document without its member <c>digest</c>, 64 hexadecimal digits in lower case.</summary>
    public string Digest { get; }

    internal ProofDocument Document { get; }

    /// <summary>Reads a proof, and compares its digest. Untrusted: only a replay says whether it repeats the verdict.</summary>
    public static Outcome<VerdictProof, ProofRefusal> Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > Limits.VerdictProofOctets)
            return new ProofRefusal(ProofFailure.TooLong, $"the proof is longer than {Limits.VerdictProofOctets} octets");
        if (!StrictJson.TryParseObject(utf8, Limits.VerdictProofOctets, out var json, out var failure)) return Malformed(failure);
        using (json)
        {
            var root = json.RootElement;
            if (!root.TryGetProperty("version"u8, out var version) || version.ValueKind != JsonValueKind.Number)
                return Malformed("version is no number");
            if (!version.TryGetInt32(out var number) || number != ProofDocument.KnownVersion)
                return new ProofRefusal(ProofFailure.VersionNotKnown, $"only version {ProofDocument.KnownVersion} is known");
            if (!root.TryGetString("digest"u8, out var digest)) return Malformed("digest is no string");
            if (digest != DigestOf(root)) return new ProofRefusal(ProofFailure.DigestMismatch, "the document has another digest");
            return ProofDocument.TryRead(root, out var document, out failure)
                ? new VerdictProof(utf8.ToArray(), digest, document)
                : Malformed(failure);
        }
    }

    /// <summary>Writes a proof; null: it would be longer than the bound.</summary>
    internal static VerdictProof? Write(ProofDocument document)
    {
        using var plain = JsonDocument.Parse(document.Write());
        var digest = DigestOf(plain.RootElement);
        using var whole = JsonDocument.Parse((document with { Digest = digest }).Write());
        var utf8 = CanonicalJson.Write(whole.RootElement);
        return utf8.Length > Limits.VerdictProofOctets ? null : new VerdictProof(utf8, digest, document);
    }

    public override string ToString() => $"a proof of {Utf8.Length} octets, {Digest}";

    private static string DigestOf(JsonElement root)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                if (member.Name != DigestMember) member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var rest = JsonDocument.Parse(output.WrittenMemory);
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(rest.RootElement)));
    }

    private static ProofRefusal Malformed(string detail) => new(ProofFailure.Malformed, detail);
}
