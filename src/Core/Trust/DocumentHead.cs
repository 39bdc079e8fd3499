using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust;

/// <summary>
/// What each list and policy of a policy administrator holds beside its content, read and not believed: the trusted-CA list (ATIS-1000087
/// clause 4.3.1), the cpsMapping and the country policy have the same three claims.
/// </summary>
/// <param name="Sequence">A 64-bit number.</param>
/// <param name="ExpiresAt">exp.</param>
internal readonly record struct DocumentHead(long Sequence, DateTimeOffset ExpiresAt)
{
    private const decimal KnownVersion = 1;
    private const int MaxVersionLetters = 16;

    /// <summary>Reads version, sequence and exp. Claims of another kind of document come first, then the version.</summary>
    /// <param name="foreignClaims">What other documents of an administrator carry: one must never pass for another.</param>
    /// <param name="versionText">How this kind of document writes the version that is known.</param>
    public static Outcome<DocumentHead, DocumentHeadFault> Read(JsonElement root, string[] foreignClaims, string versionText)
    {
        if (Array.Find(foreignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            return new DocumentHeadFault(DocumentHeadFailure.AnotherKind, $"the document holds {foreign}: it is of another kind");
        if (!TryGetVersion(root, out var version)) return Malformed("version is neither a number nor a number as text");

        // Before anything else of the format is taken for known.
        if (version != KnownVersion)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"the version is {version}; only {versionText} is known");
            return new DocumentHeadFault(DocumentHeadFailure.UnknownVersion, detail);
        }

        if (!root.TryGetProperty("sequence"u8, out var member) || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt64(out var sequence))
            return Malformed("sequence is no 64-bit integer");
        return root.TryGetNumericDate("exp"u8, out var expiresAt)
            ? new DocumentHead(sequence, expiresAt)
            : Malformed("exp is no NumericDate");
    }

    // 1 by the standard's text, 1.0 in France, "1" for a client that knows only text: one version, however it is written.
    private static bool TryGetVersion(JsonElement root, out decimal version)
    {
        version = 0;
        if (!root.TryGetProperty("version"u8, out var member)) return false;
        return member.ValueKind switch
        {
            JsonValueKind.Number => member.TryGetDecimal(out version),
            JsonValueKind.String => member.GetString() is { Length: <= MaxVersionLetters } text
                && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out version),
            _ => false,
        };
    }

    private static DocumentHeadFault Malformed(string detail) => new(DocumentHeadFailure.Malformed, detail);
}

/// <summary>Why a document is not read.</summary>
internal sealed record DocumentHeadFault(DocumentHeadFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
internal enum DocumentHeadFailure
{
    /// <summary>It carries a claim of another kind of document.</summary>
    AnotherKind,

    /// <summary>A version that is not known here.</summary>
    UnknownVersion,

    /// <summary>version, sequence or exp is absent or of another type.</summary>
    Malformed,
}
