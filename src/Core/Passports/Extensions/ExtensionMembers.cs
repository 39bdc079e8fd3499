using System.Buffers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>
/// The members that extensions add to a payload, written where the order of code points puts them: crn, div before iat, mky and msgi
/// before orig, rcd, rcdi and rph last.
/// </summary>
internal sealed class ExtensionMembers
{
    private readonly Diversion? _diversion;
    private readonly RichCallClaims? _richCall;
    private readonly PriorityClaims? _priorities;
    private readonly MessageClaims? _message;
    private readonly IReadOnlyList<MediaKey> _mediaKeys;

    private ExtensionMembers(ExtendedClaims claims)
    {
        _diversion = claims.Extension as Diversion;
        _richCall = claims.Extension as RichCallClaims;
        _priorities = claims.Extension as PriorityClaims;
        _message = claims.Extension as MessageClaims;
        _mediaKeys = claims.MediaKeys;
    }

    /// <exception cref="ArgumentException">The claims are of a type that is never made.</exception>
    public static ExtensionMembers Of(ExtendedClaims claims)
    {
        if (claims.Extension is EmbeddedDiversion or ConnectedClaims or PriorityClaims { IsEmergencyCallback: true })
            throw new ArgumentException("PASSporTs with opt, of ppt \"rsp\" and with sph are read and never made.", nameof(claims));
        return new ExtensionMembers(claims);
    }

    public void WriteBeforeDest(ArrayBufferWriter<byte> output)
    {
        if (_richCall?.Reason is not { } reason) return;
        output.Write("\"crn\":"u8);
        CanonicalJson.WriteString(output, reason);
        output.Write(","u8);
    }

    public void WriteBeforeIat(ArrayBufferWriter<byte> output)
    {
        if (_diversion is null) return;
        output.Write("\"div\":{"u8);
        if (_diversion.HistoryIndex is { } index)
        {
            output.Write("\"hi\":"u8);
            CanonicalJson.WriteString(output, index);
            output.Write(","u8);
        }

        PassportWriter.WriteParty(output, _diversion.From);
        output.Write("},"u8);
    }

    public void WriteBeforeOrig(ArrayBufferWriter<byte> output)
    {
        if (_mediaKeys.Count > 0) WriteMediaKeys(output);
        if (_message?.Body is not { } digest) return;
        output.Write("\"msgi\":"u8);
        CanonicalJson.WriteString(output, digest.ToString());
        output.Write(","u8);
    }

    public void WriteLast(ArrayBufferWriter<byte> output)
    {
        if (_richCall?.Data is { } data) WriteData(output, data);
        if (_richCall?.Digests is { Count: > 0 } digests) WriteDigests(output, digests);
        if (_priorities is null) return;
        output.Write(",\"rph\":{\"auth\":"u8);
        output.Write(CanonicalJson.WriteStrings(_priorities.Auth.Select(value => value.ToString())));
        output.Write("}"u8);
    }

    // RFC 8225 section 5.2.2: sorted by alg, then dig.
    private void WriteMediaKeys(ArrayBufferWriter<byte> output)
    {
        var separator = "\"mky\":["u8;
        var sorted = _mediaKeys.OrderBy(key => key.Algorithm, StringComparer.Ordinal)
            .ThenBy(key => key.Fingerprint, StringComparer.Ordinal);
        foreach (var key in sorted)
        {
            output.Write(separator);
            output.Write("{\"alg\":"u8);
            CanonicalJson.WriteString(output, key.Algorithm);
            output.Write(",\"dig\":"u8);
            CanonicalJson.WriteString(output, key.Fingerprint);
            output.Write("}"u8);
            separator = ","u8;
        }

        output.Write("],"u8);
    }

    // apn, icn, jcd or jcl, nam.
    private static void WriteData(ArrayBufferWriter<byte> output, RichCallData data)
    {
        output.Write(",\"rcd\":{"u8);
        WriteMember(output, "\"apn\":"u8, data.AlternateNumber?.Value);
        WriteMember(output, "\"icn\":"u8, data.IconUrl);
        if (data.CardJson is not null)
        {
            output.Write("\"jcd\":"u8);
            output.Write(System.Text.Encoding.UTF8.GetBytes(data.CardJson));
            output.Write(","u8);
        }

        WriteMember(output, "\"jcl\":"u8, data.CardUrl);
        output.Write("\"nam\":"u8);
        CanonicalJson.WriteString(output, data.Name);
        output.Write("}"u8);
    }

    private static void WriteDigests(ArrayBufferWriter<byte> output, IReadOnlyList<RichCallDigest> digests)
    {
        var separator = ",\"rcdi\":{"u8;
        foreach (var digest in digests.OrderBy(digest => digest.Path, StringComparer.Ordinal))
        {
            output.Write(separator);
            CanonicalJson.WriteString(output, digest.Path);
            output.Write(":"u8);
            CanonicalJson.WriteString(output, digest.Digest.ToString());
            separator = ","u8;
        }

        output.Write("}"u8);
    }

    private static void WriteMember(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null) return;
        output.Write(name);
        CanonicalJson.WriteString(output, text);
        output.Write(","u8);
    }
}
