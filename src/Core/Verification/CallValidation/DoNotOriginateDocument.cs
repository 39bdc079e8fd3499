using System.Text.Json.Serialization;
using Shaken.Core.Auditing;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>Why a do-not-originate list is not put in force.</summary>
/// <param name="Detail">Which rule was broken, without numbers.</param>
public sealed record DoNotOriginateRefusal(DoNotOriginateFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum DoNotOriginateFailure
{
    /// <summary>It is too long, or a line begins with no number and no prefix.</summary>
    ListNotAllowed,

    /// <summary>The list was changed since it was read.</summary>
    RevisionDiffers,
}

/// <summary>The list as it is stored.</summary>
/// <param name="Patterns">With blanks between them.</param>
internal sealed record DoNotOriginateDocument(string Patterns, long Revision, DateTimeOffset ChangedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditedRowDocument<DoNotOriginateDocument>), TypeInfoPropertyName = "List")]
internal sealed partial class DoNotOriginateJson : JsonSerializerContext;
