using System.Text.Json.Serialization;

namespace Shaken.Core.Reputation.Observations;

/// <summary>A monthly key as it is stored.</summary>
/// <param name="SecretId">Which deployment secret seals it.</param>
internal sealed record CallerKeyDocument(string SecretId, byte[] Sealed);

/// <summary>What a batch adds to one provider or country.</summary>
/// <param name="Row">Its row: <c>US</c>, or <c>US.1234</c>.</param>
internal sealed record SignerAddition(string Row, float Good, float Bad, int Day);

/// <summary>A batch that waits to be folded into the evidence. It holds no number and no origid.</summary>
/// <param name="Reporter">See <see cref="Scoring.ReporterId"/>.</param>
/// <param name="Digest">Tells the batch from one with other content.</param>
/// <param name="KeyId">Under which monthly key <paramref name="Callers"/> are hashed.</param>
/// <param name="KeyEndsAt">The end of that month.</param>
/// <param name="Callers">See <see cref="CallerAdditions"/>.</param>
internal sealed record PendingBatch(
    string Reporter, BatchDigest Digest, string KeyId, DateTimeOffset KeyEndsAt, byte[] Callers, IReadOnlyList<SignerAddition> Signers);

/// <summary>
/// A keyed hash of a batch's octets. A plain hash would tell the number of a batch with one observation to anyone who tries all numbers.
/// </summary>
internal sealed record BatchDigest(string SecretId, string Hash);

/// <summary>What reporters of an hour sent.</summary>
internal sealed record QuotaDocument(int Observations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CallerKeyDocument))]
[JsonSerializable(typeof(PendingBatch))]
[JsonSerializable(typeof(BatchDigest))]
[JsonSerializable(typeof(QuotaDocument))]
internal sealed partial class ObservationJson : JsonSerializerContext;
