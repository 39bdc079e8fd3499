using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Passports;

/// <summary>Reads the claims of a PASSporT (RFC 8225 section 5, RFC 8588 section 4). Claims of other extensions are left alone.</summary>
internal static class PassportPayload
{
    public static bool TryRead(
        Jws jws, [NotNullWhen(true)] out UntrustedPassport? passport, [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        var length = jws.PayloadLength;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            jws.DecodePayload(rented);
            passport = TryRead(rented.AsMemory(0, length), jws.Header.Ppt is not null, out var claims, out var findings, out refusal)
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
        ReadOnlyMemory<byte> payload, bool isShaken, [NotNullWhen(true)] out PassportClaims? claims, out IReadOnlyList<Finding> findings,
        [NotNullWhen(false)] out PassportRefusal? refusal)
    {
        var members = default(PassportMembers);
        if (StrictJsonReader.TryBegin(payload, Limits.PassportOctets, out var reader, out var failure))
        {
            while (reader.ReadName()) members.Read(ref reader);
            if (reader.TryEnd(out failure))
            {
                refusal = members.RefusalOf(isShaken);
                (claims, findings) = refusal is null ? (members.ToClaims(isShaken), members.ToFindings()) : (null, []);
                return claims is not null;
            }
        }

        (claims, findings, refusal) = (null, [], new PassportRefusal(VerificationFailure.PassportMalformed, $"payload: {failure}"));
        return false;
    }
}
