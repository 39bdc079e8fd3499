using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>The PASSporTs of a request body, 1 to <see cref="Limits.PassportsPerPost"/>, and the hashes a bearer may name it by.</summary>
public sealed class CpsBody
{
    private readonly byte[]? _array;
    private readonly byte[]? _whole;

    /// <param name="array">The canonical array of the PASSporTs; null where no bearer names the body.</param>
    /// <param name="whole">The canonical object, where it has members besides the array.</param>
    private CpsBody(IReadOnlyList<string> passports, string? token, byte[]? array, byte[]? whole) =>
        (Passports, Token, _array, _whole) = (passports, token, array, whole);

    /// <summary>The tokens as received; nobody has looked into them.</summary>
    public IReadOnlyList<string> Passports { get; }

    /// <summary>The whole Authorization value of the first publication, where a CPS hands on; null elsewhere.</summary>
    public string? Token { get; }

    /// <summary>Reads <c>application/passport</c>: one token, or one a line.</summary>
    public static bool TryReadLines(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out CpsBody? read, [NotNullWhen(false)] out CpsRefusal? refusal)
    {
        read = null;
        if (!Ascii.IsValid(body))
        {
            refusal = new CpsRefusal(CpsFailure.BodyMalformed, "the body holds a PASSporT, or one a line: ASCII text");
            return false;
        }

        var lines = LinesOf(body);
        refusal = CountRefusal(lines.Count);
        if (refusal is null) read = new CpsBody(lines, token: null, array: null, whole: null);
        return refusal is null;
    }

    // Lines that are not blank, without white space around them; one more than a request may carry is enough to refuse it.
    private static List<string> LinesOf(ReadOnlySpan<byte> body)
    {
        var lines = new List<string>(1);
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range];
            line = line[Ascii.Trim(line)];
            if (line.IsEmpty) continue;
            lines.Add(Encoding.ASCII.GetString(line));
            if (lines.Count > Limits.PassportsPerPost) break;
        }

        return lines;
    }

    /// <summary>Reads <c>application/json</c>: <c>{"passports":["…"]}</c>.</summary>
    public static bool TryReadJson(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out CpsBody? read, [NotNullWhen(false)] out CpsRefusal? refusal) =>
        TryReadJson(body, Limits.CpsBodyOctets, out read, out refusal);

    /// <summary>Reads what another CPS hands on: the same, and <c>"token":"Bearer …"</c>.</summary>
    public static bool TryReadRepublished(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out CpsBody? read, [NotNullWhen(false)] out CpsRefusal? refusal) =>
        TryReadJson(body, Limits.RepublishBodyOctets, out read, out refusal);

    private static bool TryReadJson(
        ReadOnlyMemory<byte> body, int maxOctets, [NotNullWhen(true)] out CpsBody? read, [NotNullWhen(false)] out CpsRefusal? refusal)
    {
        read = null;
        if (!StrictJson.TryParseObject(body, maxOctets, out var document, out var failure))
        {
            refusal = new CpsRefusal(CpsFailure.BodyMalformed, failure);
            return false;
        }

        using (document)
        {
            if (!document.RootElement.TryGetProperty("passports"u8, out var list) || list.ValueKind != JsonValueKind.Array
                || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            {
                refusal = new CpsRefusal(CpsFailure.BodyMalformed, "the body has a member passports, an array of strings");
                return false;
            }

            refusal = CountRefusal(list.GetArrayLength());
            document.RootElement.TryGetString("token"u8, out var token);
            if (refusal is not null) return false;
            var whole = document.RootElement.GetPropertyCount() == 1 ? null : CanonicalJson.Write(document.RootElement);
            read = new CpsBody([.. list.EnumerateArray().Select(item => item.GetString()!)], token, CanonicalJson.Write(list), whole);
            return true;
        }
    }

    /// <summary>
    /// Whether a bearer's <c>passports</c> claim names this body. ATIS-1000105 has <c>sha256-</c> and the base64 of the SHA-256 of the
    /// canonical array; others hash the whole object, use base64url, or encode the hexadecimal digits.
    /// </summary>
    public bool IsNamedBy(string claim)
    {
        const string Prefix = "sha256-";
        if (!claim.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var named = claim[Prefix.Length..];
        return Hashes().Any(hash =>
            named == Convert.ToBase64String(hash)
            || named == StrictBase64Url.Encode(hash)
            || named == Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash))));
    }

    // Of the array, and of the whole object; the object that was first published had no token. Nearly always it is the first: the others
    // are made when asked for.
    private IEnumerable<byte[]> Hashes()
    {
        if (_array is null) yield break;
        yield return SHA256.HashData(_array);
        if (_whole is not null) yield return SHA256.HashData(_whole);
        if (_whole is null || Token is not null) yield return SHA256.HashData([.. "{\"passports\":"u8, .. _array, .. "}"u8]);
    }

    private static CpsRefusal? CountRefusal(int count) => count is >= 1 and <= Limits.PassportsPerPost
        ? null
        : new CpsRefusal(CpsFailure.PassportCount, $"a request carries 1 to {Limits.PassportsPerPost} PASSporTs");
}
