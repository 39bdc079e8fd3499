using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Passports;

/// <summary>
/// Reads the claims of a PASSporT: those of RFC 8225 section 5 and RFC 8588 section 4 in one pass without a document, those of other
/// extensions, where there are any, from a document.
/// </summary>
internal static class PassportPayload
{
    public static bool TryRead(
        Jws jws, PassportType type, [NotNullWhen(true)] out UntrustedPassport? passport, [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        var length = jws.PayloadLength;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            jws.DecodePayload(rented);
            passport = TryRead(rented.AsMemory(0, length), type, out var claims, out var findings, out refusal)
                ? new UntrustedPassport(jws, claims, findings)
                : null;
            return passport is not null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool TryRead(
        ReadOnlyMemory<byte> payload, PassportType type, [NotNullWhen(true)] out PassportClaims? claims,
        out IReadOnlyList<Finding> findings,
        [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        var members = default(PassportMembers);
        if (StrictJsonReader.TryBegin(payload, Limits.PassportOctets, out var reader, out var failure))
        {
            while (reader.ReadName()) members.Read(ref reader);
            if (reader.TryEnd(out failure))
            {
                var isShaken = type == PassportType.Shaken;
                refusal = members.RefusalOf(isShaken);
                if (refusal is null)
                {
                    (claims, findings) = (members.ToClaims(isShaken), members.ToFindings());
                    var isWhole = !members.HasOthers && type is (PassportType.Base or PassportType.Shaken);
                    return isWhole || TryExtend(payload, type, ref claims, ref findings, out refusal);
                }

                (claims, findings) = (null, []);
                return false;
            }
        }

        (claims, findings, refusal) = (null, [], new PassportRefusal(VerificationFailure.PassportMalformed, $"payload: {failure}"));
        return false;
    }

    private static bool TryExtend(
        ReadOnlyMemory<byte> payload, PassportType type, ref PassportClaims? claims, ref IReadOnlyList<Finding> findings,
        [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        var all = findings.ToList();
        if (!ExtensionReader.Read(payload, type, claims!, all).TryGet(out claims, out refusal)) return false;
        if (all.Count > findings.Count) findings = all;
        return true;
    }
}
