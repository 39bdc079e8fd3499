using System.Text.Json.Serialization;

namespace Shaken.Web.Shared.Crls;

/// <summary>A CRL that this deployment signs.</summary>
/// <param name="Url">Where it is fetched from.</param>
/// <param name="Signer">Subject of the certificate that signs it.</param>
/// <param name="Number">Its cRLNumber; null: none is published yet, and neither are the moments known.</param>
/// <param name="NextUpdate">Until when readers may rely on it.</param>
/// <param name="NextPublication">When the timer makes the next one.</param>
public sealed record SignedCrlAnswer(
    string Name, string Url, string Signer, long? Number, DateTimeOffset? ThisUpdate, DateTimeOffset? NextUpdate,
    DateTimeOffset? NextPublication);

/// <summary>The CRLs that this deployment signs.</summary>
public sealed record SignedCrlsAnswer(IReadOnlyList<SignedCrlAnswer> Crls);

/// <summary>A certificate that is revoked, or held.</summary>
/// <param name="Id">SHA-256 over issuer and serial number, 64 hexadecimal digits.</param>
/// <param name="Issuer">As the certificate has it.</param>
/// <param name="Serial">Hexadecimal digits.</param>
/// <param name="Reason">As RFC 5280 section 5.3.1 spells it.</param>
/// <param name="RevokedBy">Who wanted it: an account, an operator, a reporting CA.</param>
/// <param name="NotAfter">Until when the certificate would have been valid.</param>
public sealed record RevocationLineAnswer(
    string Id, string Issuer, string Serial, string Reason, DateTimeOffset RevokedAt, string RevokedBy, DateTimeOffset RegisteredAt,
    DateTimeOffset NotAfter);

/// <summary>A page of revocations, in no order of meaning; it may be short before the last.</summary>
public sealed record RevocationsAnswer(IReadOnlyList<RevocationLineAnswer> Revocations, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignedCrlsAnswer))]
[JsonSerializable(typeof(RevocationsAnswer))]
internal sealed partial class CrlAnswersJson : JsonSerializerContext;
