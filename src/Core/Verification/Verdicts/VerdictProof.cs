namespace Shaken.Core.Verification.Verdicts;

/// <summary>
/// Everything that a verdict rested on, so that it can be repeated later without a network: one JSON object, canonical, with a digest
/// over itself. It holds the call's numbers.
/// </summary>
public sealed class VerdictProof
{
    internal VerdictProof(ReadOnlyMemory<byte> utf8, string digest) => (Utf8, Digest) = (utf8, digest);

    /// <summary>The document, at most <see cref="Foundations.Limits.VerdictProofOctets"/> long.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>SHA-256 of the document without its member <c>digest</c>, 64 hexadecimal digits in lower case.</summary>
    public string Digest { get; }

    public override string ToString() => $"a proof, {Utf8.Length} octets, {Digest}";
}
